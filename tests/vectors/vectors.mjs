// Each line: `encrypt KEY TEXT` or `decrypt KEY HEX`, all but the digits in Base64. Answers a line each.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { createInterface } from 'node:readline'

for await (const line of createInterface({ input: process.stdin })) {
  const [what, base64, given] = line.split(' ')
  const key = Buffer.from(base64, 'base64')
  const isEncrypting = what === 'encrypt'
  const cipher = (isEncrypting ? createCipheriv : createDecipheriv)(`aes-${key.length * 8}-ecb`, key, null)
  const done = Buffer.concat([cipher.update(Buffer.from(given, isEncrypting ? 'base64' : 'hex')), cipher.final()])
  console.log(isEncrypting ? done.toString('hex').toUpperCase() : done.toString('base64'))
}
