# Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form.
require 'openssl'

key = ARGV[0].unpack1('m')
cipher = OpenSSL::Cipher.new("aes-#{key.bytesize * 8}-ecb").encrypt
cipher.key = key
params = (cipher.update(ARGV[1]) + cipher.final).unpack1('H*').upcase
if ARGV[2]
  signing = OpenSSL::HMAC.digest('SHA256', key, 'usher-sig-v1')
  params += ".#{OpenSSL::HMAC.hexdigest('SHA256', signing, params).upcase}"
end
puts params
