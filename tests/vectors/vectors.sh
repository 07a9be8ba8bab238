#!/bin/sh
# Each line: `encrypt KEY TEXT` or `decrypt KEY HEX`, all but the digits in Base64. Answers a line each.
set -eu
digits() { od -An -v -tx1 | tr -d ' \n'; }
bytes() { # of digits, as escapes in octal, which every shell knows
    printf '%b' "$(printf %s "$1" | sed 's/../& /g' | tr ' ' '\n' | while read -r one; do
        [ -z "$one" ] || printf '\\0%03o' "0x$one"
    done)"
}

while read -r what base64 given; do
    key=$(printf %s "$base64" | openssl base64 -d -A | digits)
    cipher=-aes-$((${#key} * 4))-ecb
    if [ "$what" = encrypt ]; then
        printf %s "$given" | openssl base64 -d -A | openssl enc "$cipher" -K "$key" | digits | tr a-f A-F
        echo
    else
        bytes "$given" | openssl enc -d "$cipher" -K "$key" | openssl base64 -A
        echo
    fi
done
