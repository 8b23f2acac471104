package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A certificate for 127.0.0.1 that signed itself, made by the JDK's keytool, as the two files that Redis takes. */
public record Certificate(Path chain, Path key) {

    /** Makes one in a folder. */
    public static Certificate make(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        return new Certificate(
                pem(
                        folder.resolve("chain.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("a").getEncoded()),
                pem(
                        folder.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("a", "secret".toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    /** Trusted, and shown; read here, for a client would read it on the event loop. */
    public SslBundle bundle() {
        try {
            PemSslStoreDetails known = PemSslStoreDetails.forCertificates(Files.readString(chain));
            return SslBundle.of(new PemSslStoreBundle(known.withPrivateKey(Files.readString(key)), known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a Redis needs to take connections over TLS alone, on its port. */
    public String[] ofRedis(String clients) {
        return new String[] {
            "--port",
            "0",
            "--tls-port",
            "PORT",
            "--tls-cert-file",
            chain.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            chain.toString(),
            "--tls-auth-clients",
            clients
        };
    }
}
