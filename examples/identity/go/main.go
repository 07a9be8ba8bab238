// Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
)

func main() {
	key, err := base64.StdEncoding.DecodeString(os.Args[1])
	if err != nil {
		panic(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	text := []byte(os.Args[2])
	count := aes.BlockSize - len(text)%aes.BlockSize
	text = append(text, bytes.Repeat([]byte{byte(count)}, count)...)
	for at := 0; at < len(text); at += aes.BlockSize {
		block.Encrypt(text[at:at+aes.BlockSize], text[at:at+aes.BlockSize])
	}
	params := fmt.Sprintf("%X", text)
	if len(os.Args) > 3 {
		params += fmt.Sprintf(".%X", sign(sign(key, "usher-sig-v1"), params))
	}
	fmt.Println(params)
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
