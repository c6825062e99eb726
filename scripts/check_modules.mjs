/**
 * Parses every module of `static/js` and links each to what it imports: run by `scripts/check`.
 *
 * A slip in one module, or a name that its neighbour does not export, leaves people an empty page,
 * and no Python test reads these files. Nothing is executed: parsing and linking need no browser.
 * Packages from npm are outside; what is imported from them is taken on trust.
 */
import { readFile, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../static/js");
const context = vm.createContext({});
const modules = new Map();

async function ours(path) {
  if (!modules.has(path)) {
    const source = await readFile(path, "utf8");
    modules.set(path, new vm.SourceTextModule(source, { identifier: relative(ROOT, path), context }));
  }
  return modules.get(path);
}

/** A package of npm: a module with every name that `importer` takes from anywhere. */
async function foreign(specifier, importer) {
  const source = await readFile(join(ROOT, importer.identifier), "utf8");
  const clauses = [...source.matchAll(/^import\s.*?\{([^}]*)\}/gms)].map(([, names]) => names.split(","));
  const names = new Set(clauses.flat().map((name) => name.trim().split(/\s+as\s+/)[0]));
  return new vm.SyntheticModule(["default", ...names].filter(Boolean), () => {}, { identifier: specifier, context });
}

/** As the page's import map has it: names are folders below `static/js`, dots are relative. */
async function linked(specifier, importer) {
  const base = specifier.startsWith(".") ? dirname(join(ROOT, importer.identifier)) : ROOT;
  const path = resolve(base, specifier);
  if (paths.has(path)) return ours(path);
  if (specifier.startsWith(".")) throw new Error(`${specifier} is not there`);
  return foreign(specifier, importer);
}

const entries = await readdir(ROOT, { recursive: true });
const paths = new Set(entries.filter((name) => name.endsWith(".js")).map((name) => join(ROOT, name)));
let failed = 0;
for (const path of paths) {
  try {
    const module = await ours(path);
    if (module.status === "unlinked") await module.link(linked);
  } catch (error) {
    failed += 1;
    console.error(`static/js/${relative(ROOT, path)}: ${error.message}`);
  }
}
if (!paths.size) console.error("No module found.");
process.exit(failed || !paths.size ? 1 : 0);
