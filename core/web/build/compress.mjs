// Beside every text of the built pages, its brotli and gzip forms: made once here, so that the server never has to.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TEXT = /\.(html|js|css|svg|txt)$/
/** Below this, the headers cost more than the compression saves. */
const SMALLEST_BYTES = 256

/** @param {string} folder */
export function compressPages(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) compressPages(path)
    else if (TEXT.test(name)) compressFile(path)
  }
}

function compressFile(/** @type {string} */ path) {
  const text = readFileSync(path)
  if (text.length < SMALLEST_BYTES) return
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params }))
  writeFileSync(`${path}.gz`, gzipSync(text, { level: constants.Z_BEST_COMPRESSION }))
}
