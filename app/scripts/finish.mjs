// After `vite build`: compresses what the server sends compressed, and holds the first load small.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const FIRST_LOAD_KILOBYTES = 400;
const FIRST_PAGE = ["index.html", "src/shell/ProjectFrame.tsx", "src/pages/log/index.tsx"];
const COMPRESSED = /\.(js|css|svg|html|json)$/;
const SMALLEST_BYTES = 1024;

const folder = fileURLToPath(new URL("../../src/changewright/web/static", import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));

/** The entry's chunk, what it imports at once, and their style sheets. */
function filesOf(name, seen = new Set(), files = new Set()) {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return files;
  seen.add(name);
  files.add(chunk.file);
  for (const sheet of chunk.css ?? []) files.add(sheet);
  for (const each of chunk.imports ?? []) filesOf(each, seen, files);
  return files;
}

function everyFile(place) {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? everyFile(join(place, entry.name)) : [join(place, entry.name)],
  );
}

function compress() {
  for (const path of everyFile(folder)) {
    if (!COMPRESSED.test(path) || statSync(path).size < SMALLEST_BYTES) continue;
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: quality }));
  }
}

function kilobytes(files) {
  const bytes = [...files].map((file) => gzipSync(readFileSync(join(folder, file))).length);
  return bytes.reduce((sum, each) => sum + each, 0) / 1000;
}

const shell = kilobytes(filesOf("index.html"));
const first = new Set(FIRST_PAGE.flatMap((name) => [...filesOf(name)]));
const firstPage = kilobytes(first);
rmSync(join(folder, ".vite"), { recursive: true });
compress();
console.log(
  `First load, gzipped: ${shell.toFixed(0)} kB the frame, ${firstPage.toFixed(0)} kB with the log ` +
    `(at most ${FIRST_LOAD_KILOBYTES}).`,
);
if (firstPage > FIRST_LOAD_KILOBYTES) {
  console.error("The first load is too large.");
  process.exit(1);
}
