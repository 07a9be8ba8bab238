"""Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.

Python's own library has no AES: `pip install cryptography`.
"""

import base64
import hmac
import sys

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

key = base64.b64decode(sys.argv[1])
padder = padding.PKCS7(128).padder()
padded = padder.update(sys.argv[2].encode()) + padder.finalize()
encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
params = (encryptor.update(padded) + encryptor.finalize()).hex().upper()
if len(sys.argv) > 3:
    signing = hmac.digest(key, b"usher-sig-v1", "sha256")
    params += "." + hmac.digest(signing, params.encode(), "sha256").hex().upper()
print(params)
