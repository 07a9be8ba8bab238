import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Prints customParams. Arguments: the key in Base64, the JSON object, and `sign` for the signed form. */
public class Encrypt {
    public static void main(String[] args) throws Exception {
        byte[] key = Base64.getDecoder().decode(args[0]);
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        String params = hex(cipher.doFinal(args[1].getBytes(StandardCharsets.UTF_8)));
        if (args.length > 2) {
            byte[] signing = hmac(key, "usher-sig-v1");
            params += "." + hex(hmac(signing, params));
        }
        System.out.println(params);
    }

    static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hex(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (byte one : bytes) digits.append(String.format("%02X", one));
        return digits.toString();
    }
}
