// Build the styles, scripts, fonts and icons into src/grunnmur/static/dist/ under names without hashes:
// Django's manifest storage adds the hash.
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(HERE, "../src/grunnmur/static/dist");
const MODULES = join(HERE, "node_modules");
const BROWSERS = ["chrome123", "firefox128", "safari18"];

/** bpmn-js's icons for aligning carry style attributes, which our policy forbids: write them as attributes of SVG. */
const styled = {
  name: "styled",
  setup(build) {
    build.onLoad({ filter: /(Align|Distribute)ElementsIcons\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(/style="([^"]*)"/g, (_all, style) =>
        style.replaceAll(/([\w-]+):([^;]+);?/g, '$1="$2" ').trim(),
      );
      return { contents, loader: "js" };
    });
  },
};

/** Bundle the scripts and the styles; the fonts the styles name are copied beside them. Returns the packages used. */
async function bundle() {
  const { metafile } = await build({
    entryPoints: ["app.ts", "app.css", "editor.ts", "editor.css"].map((name) => join(HERE, "src", name)),
    plugins: [styled],
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "iife",
    target: BROWSERS,
    legalComments: "none",
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file" },
    logLevel: "warning",
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(packages.filter(Boolean))];
}

/** Join the icons named in icons.json into one sprite; each is used as icons.svg#name. */
async function sprite() {
  const names = JSON.parse(await readFile(join(HERE, "icons.json"), "utf8"));
  const symbols = await Promise.all(
    Object.entries(names).map(async ([name, file]) => {
      const path = join(MODULES, "@navikt/aksel-icons/dist/svg", `${file}.svg`);
      const drawing = (await readFile(path, "utf8")).match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
      return `<symbol id="${name}" viewBox="0 0 24 24" fill="none">${drawing.trim()}</symbol>`;
    }),
  );
  await writeFile(join(OUT, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

/** Collect the licences of what is bundled: they ask to follow the copies. */
async function licences(packages) {
  const texts = await Promise.all(
    packages.sort().map(async (name) => {
      const folder = join(MODULES, name);
      const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
      const text = file ? await readFile(join(folder, file), "utf8") : "";
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  await writeFile(join(OUT, "licences.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const [packages] = await Promise.all([bundle(), sprite()]);
await licences([...packages, "@navikt/aksel-icons"]);
for (const name of (await readdir(OUT, { recursive: true })).sort()) {
  const { size, isFile } = await stat(join(OUT, name)).then((entry) => ({ size: entry.size, isFile: entry.isFile() }));
  if (isFile) console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${name}`);
}
