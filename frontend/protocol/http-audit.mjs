// Every audit of GraphQL over HTTP that the package graphql-http knows, against one address: node http-audit.mjs URL
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const results = [];
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const { status, reason, response } = await audit.fn();
  if (response?.body && !response.bodyUsed) await response.body.cancel();
  results.push({ name: audit.name, status, reason });
}
process.stdout.write(JSON.stringify(results));
