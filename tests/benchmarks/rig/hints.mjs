/** What the composer announces of each text: a list of texts comes in, one of kinds goes out. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../../static/js");
const modules = new Map();

function module(name) {
  if (!modules.has(name)) modules.set(name, new vm.SourceTextModule(readFileSync(join(ROOT, name), "utf8"), { identifier: name }));
  return modules.get(name);
}

const forms = module("lazy/sensitive_forms.js");
await forms.link(module);
await forms.evaluate();
const texts = JSON.parse(readFileSync(0, "utf8"));
const kinds = texts.map((text) => forms.namespace.sensitiveIn(text).map(({ kind }) => kind));
process.stdout.write(JSON.stringify(kinds));
