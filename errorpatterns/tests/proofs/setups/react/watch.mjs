// Runs the `main` of each program that is named, and prints as JSON what React threw or wrote to
// the console in it.
import { format } from "node:util";
import { build } from "esbuild";
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
Object.assign(globalThis, { window, document: window.document, navigator: window.navigator });
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const told = {};
for (const program of process.argv.slice(2)) {
  const messages = (told[program] = []);
  console.error = (...words) =>
    messages.push(format(...words.map((word) => (word instanceof Error ? word.message : word))));
  const outfile = `${import.meta.dirname}/app/${program}/main.mjs`;
  await build({
    entryPoints: [`${import.meta.dirname}/app/${program}/main.jsx`],
    outfile,
    bundle: true,
    format: "esm",
    jsx: "automatic",
    packages: "external",
    logLevel: "silent",
  });
  const { main } = await import(outfile);
  const { act } = await import("react");
  try {
    await act(async () => main());
  } catch (error) {
    messages.push(error.message);
  }
}
process.stdout.write(JSON.stringify(told));
process.exit();
