"""Each line: `encrypt KEY TEXT` or `decrypt KEY HEX`, all but the digits in Base64. Answers a line each."""

import base64
import sys

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

for line in sys.stdin:
    what, key, given = line.split()
    cipher = Cipher(algorithms.AES(base64.b64decode(key)), modes.ECB())
    if what == "encrypt":
        padder = padding.PKCS7(128).padder()
        padded = padder.update(base64.b64decode(given)) + padder.finalize()
        encryptor = cipher.encryptor()
        print((encryptor.update(padded) + encryptor.finalize()).hex().upper())
    else:
        decryptor = cipher.decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        padded = decryptor.update(bytes.fromhex(given)) + decryptor.finalize()
        print(base64.b64encode(unpadder.update(padded) + unpadder.finalize()).decode())
