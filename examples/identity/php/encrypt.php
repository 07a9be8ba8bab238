<?php
// Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
$key = base64_decode($argv[1], true);
$cipher = 'aes-' . strlen($key) * 8 . '-ecb';
$params = strtoupper(bin2hex(openssl_encrypt($argv[2], $cipher, $key, OPENSSL_RAW_DATA)));
if (isset($argv[3])) {
    $signing = hash_hmac('sha256', 'usher-sig-v1', $key, true);
    $params .= '.' . strtoupper(hash_hmac('sha256', $params, $signing));
}
echo $params, "\n";
