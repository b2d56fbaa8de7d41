// Unpack the Chromium of @sparticuz/chromium into the temporary folder (TMPDIR), with the libraries that a bare
// machine lacks (NSS and NSPR, under al2023/lib: the package gives them where it believes to be in a Lambda).
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
