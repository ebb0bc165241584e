package io.millrace.standalone.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An authority and a certificate that it gave a server on this machine, made by the JDK's
 * own tool and good for a day; as PEM.
 */
final class Certificates {

	private static final String STORE_PASSWORD = "of a file that is gone soon";

	private final Path directory;

	private Certificates(Path directory) {
		this.directory = directory;
	}

	static Certificates make(Path directory) throws Exception {
		Certificates certificates = new Certificates(Files.createDirectories(directory));
		certificates.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + directory.getFileName(), "-ext", "bc:c");
		certificates.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", certificates.authority().toString());
		certificates.keytool("-genkeypair", "-alias", "server", "-dname", "CN=Server");
		String request = directory.resolve("request").toString();
		certificates.keytool("-certreq", "-alias", "server", "-file", request);
		certificates.keytool("-gencert", "-rfc", "-alias", "ca", "-infile", request, "-ext",
				"san=ip:127.0.0.1,dns:localhost", "-outfile", certificates.certificate().toString());
		Files.writeString(certificates.key(), certificates.pemOfKey());
		Files.writeString(certificates.both(),
				Files.readString(certificates.key()) + Files.readString(certificates.certificate()));
		return certificates;
	}

	private void keytool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", store().toString(), "-storepass", STORE_PASSWORD));
		switch (arguments[0]) {
			case "-genkeypair" -> command.addAll(List.of("-keyalg", "EC", "-validity", "1"));
			case "-gencert" -> command.addAll(List.of("-validity", "1"));
			default -> {
			}
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

	private String pemOfKey() throws IOException, GeneralSecurityException {
		char[] password = STORE_PASSWORD.toCharArray();
		Key key = KeyStore.getInstance(store().toFile(), password).getKey("server", password);
		return "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key.getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
	}

	private Path store() {
		return this.directory.resolve("store.p12");
	}

	/** The authority's certificate, which clients have to trust. */
	Path authority() {
		return this.directory.resolve("ca.pem");
	}

	/** The server's certificate. */
	Path certificate() {
		return this.directory.resolve("server.crt");
	}

	/** The server's private key. */
	Path key() {
		return this.directory.resolve("server.key");
	}

	/** The server's key and certificate in one file, as Kafka wants them. */
	Path both() {
		return this.directory.resolve("server.pem");
	}

}
