#!/bin/sh
# Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
# For trying things out: what stands on a command line, others on the machine can read.
set -eu
digits() { od -An -v -tx1 | tr -d ' \n'; }
hmac() { openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -binary | digits; }

key=$(printf %s "$1" | openssl base64 -d -A | digits)
params=$(printf %s "$2" | openssl enc "-aes-$((${#key} * 4))-ecb" -K "$key" | digits | tr a-f A-F)
if [ $# -gt 2 ]; then
    signing=$(printf %s usher-sig-v1 | hmac "$key")
    params=$params.$(printf %s "$params" | hmac "$signing" | tr a-f A-F)
fi
echo "$params"
