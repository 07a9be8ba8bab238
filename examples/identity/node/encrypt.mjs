// Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
import { createCipheriv, createHmac } from 'node:crypto'
import { pathToFileURL } from 'node:url'

export function customParams(base64, json, sign) {
  const key = Buffer.from(base64, 'base64')
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null)
  const params = Buffer.concat([cipher.update(json, 'utf8'), cipher.final()]).toString('hex').toUpperCase()
  if (!sign) return params
  const signing = createHmac('sha256', key).update('usher-sig-v1').digest()
  return `${params}.${createHmac('sha256', signing).update(params).digest('hex').toUpperCase()}`
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(customParams(...process.argv.slice(2)))
