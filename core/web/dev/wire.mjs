// Writes src/shared/openapi.ts, the types of what travels, from schemas/openapi.json, which comes from the Rust types.
// `node dev/wire.mjs --check` writes nothing and fails where the file is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'

const HEADER = `// @generated from schemas/openapi.json by \`npm run wire\`: edit the types in core/api/src/view instead.
`
const source = new URL('../../../schemas/openapi.json', import.meta.url)
const target = new URL('../src/shared/openapi.ts', import.meta.url)

const generated = await types(JSON.parse(readFileSync(source, 'utf8')))
if (!process.argv.includes('--check')) {
  writeFileSync(target, generated)
} else if (committed() !== generated) {
  console.error('src/shared/openapi.ts is not what schemas/openapi.json says: run `npm run wire`.')
  process.exitCode = 1
}

/** @param {{ components: { schemas: Record<string, object> } }} document */
async function types({ components }) {
  // The schemas of OpenAPI 3.1 are JSON Schemas; only the place they refer to each other by is its own.
  const definitions = JSON.parse(
    JSON.stringify(components.schemas).replaceAll('"#/components/schemas/', '"#/definitions/'),
  )
  const text = await compile({ definitions }, 'Nothing', {
    // A server may add members, but pages know none that the document does not name.
    additionalProperties: false,
    bannerComment: HEADER,
    style: { singleQuote: true, semi: false },
    unreachableDefinitions: true,
  })
  // The generator wants one type above all others, and says of each type that it came from there.
  return text
    .replace(/export interface Nothing \{[^}]*\}\n/, '')
    .replace(/\/\*\*\n \* This interface was referenced by `Nothing`[^/]*\*\/\n/g, '')
    .replace(/ \*\n \* This interface was referenced by `Nothing`.*\n.*\n/g, '')
    .replace(/\n+(?=\/\*\*|export )/g, '\n\n')
    .replace(/ \*\/\n\n(?=export )/g, ' */\n')
}

function committed() {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return ''
  }
}
