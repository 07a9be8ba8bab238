import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Each line: `encrypt KEY TEXT` or `decrypt KEY HEX`, all but the digits in Base64. Answers a line each. */
public class Vectors {
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            String[] parts = line.split(" ");
            SecretKeySpec key = new SecretKeySpec(Base64.getDecoder().decode(parts[1]), "AES");
            Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
            if (parts[0].equals("encrypt")) {
                cipher.init(Cipher.ENCRYPT_MODE, key);
                StringBuilder digits = new StringBuilder();
                for (byte one : cipher.doFinal(Base64.getDecoder().decode(parts[2]))) digits.append(String.format("%02X", one));
                System.out.println(digits);
            } else {
                byte[] bytes = new byte[parts[2].length() / 2];
                for (int at = 0; at < bytes.length; at++) bytes[at] = (byte) Integer.parseInt(parts[2].substring(2 * at, 2 * at + 2), 16);
                cipher.init(Cipher.DECRYPT_MODE, key);
                System.out.println(Base64.getEncoder().encodeToString(cipher.doFinal(bytes)));
            }
        }
    }
}
