// Fails when a text in the code is not in the catalogues: it would reach French readers in English.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const files = ["src/locales/fr.po", "src/locales/en.po"];
const read = () => files.map((file) => readFileSync(file, "utf8").replace(/"POT-Creation-Date.*\n/, "")).join();

const before = read();
execFileSync("npx", ["lingui", "extract", "--clean"], { stdio: "ignore" });
if (read() !== before) {
  process.stderr.write(
    "The catalogues in src/locales lagged behind the code; they are extracted now: translate and commit them.\n",
  );
  process.exit(1);
}
