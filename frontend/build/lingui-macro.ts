import { transformAsync } from "@babel/core";
import macro from "@lingui/babel-plugin-lingui-macro";
import type { Plugin } from "vite";

/**
 * Expands Lingui macros. The React plugin has no Babel inside any more, so Babel runs here, on the files that need it.
 * `(\?|$)` matters: route splitting appends `?tsr-split=…` to the file name.
 */
export function linguiMacro(): Plugin {
  return {
    name: "tandem:lingui-macro",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?(?:\?|$)/, code: /@lingui\/(react|core)\/macro/ },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id.split("?")[0],
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ["typescript", "jsx"] },
          plugins: [macro],
        });
        return result?.code ? { code: result.code, map: result.map } : null;
      },
    },
  };
}
