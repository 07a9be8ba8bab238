// Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
import { createCipheriv, createHmac } from 'node:crypto'

const [base64, json, sign] = process.argv.slice(2)
const key = Buffer.from(base64, 'base64')
const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null)
let params = Buffer.concat([cipher.update(json, 'utf8'), cipher.final()]).toString('hex').toUpperCase()
if (sign) {
  const signing = createHmac('sha256', key).update('usher-sig-v1').digest()
  params += `.${createHmac('sha256', signing).update(params).digest('hex').toUpperCase()}`
}
console.log(params)
