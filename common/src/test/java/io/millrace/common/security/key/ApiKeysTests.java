package io.millrace.common.security.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ApiKeysTests {

	private static final String KEY = "mlr_" + "k".repeat(64);

	private static final String OTHER = "mlr_" + "o".repeat(64);

	private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private Instant now = START;

	private final Clock clock = new Clock() {
		@Override
		public Instant instant() {
			return ApiKeysTests.this.now;
		}

		@Override
		public java.time.ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this;
		}
	};

	@TempDir
	private Path directory;

	private static String line(String name, String key, String scopes) {
		return name + " " + ApiKey.hash(key) + " " + scopes + "\n";
	}

	private void later() {
		this.now = this.now.plus(Duration.ofSeconds(1));
	}

	@Test
	void hashesAsSha256sumDoes() {
		assertThat(ApiKey.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

	@Test
	void knowsAKeyUntilItExpires() {
		ApiKey key = new ApiKey("shop", ApiKey.hash(KEY), Set.of(Scope.EVENTS_WRITE), START.plusSeconds(1), null, null);
		ApiKeys keys = new ApiKeys(List.of(key), null, this.clock);

		assertThat(keys.require(KEY)).isEqualTo(key);
		assertThat(keys.valid(key.hash())).contains(key);
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> keys.require(OTHER));
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> keys.require("x".repeat(100_000)));
		later();
		assertThatExceptionOfType(CredentialsExpiredException.class).isThrownBy(() -> keys.require(KEY));
		assertThat(keys.valid(key.hash())).isEmpty();
	}

	@Test
	void readsTheFileAgainWhenItChanges() throws IOException {
		Path file = this.directory.resolve("keys");
		Files.writeString(file, "# who may call\n\n" + line("shop", KEY, "events:write,users:act"));
		ApiKeys keys = new ApiKeys(List.of(), file, this.clock);
		assertThat(keys.require(KEY).scopes()).containsExactlyInAnyOrder(Scope.EVENTS_WRITE, Scope.USERS_ACT);

		Files.writeString(file, line("shop", OTHER, "events:write"));
		later();

		assertThat(keys.require(OTHER).name()).isEqualTo("shop");
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> keys.require(KEY));
	}

	/** As Kubernetes does: a new directory, and a link that is swapped for another. */
	@Test
	void followsALinkThatIsSwapped() throws IOException {
		Path first = Files.createDirectory(this.directory.resolve("..1"));
		Path second = Files.createDirectory(this.directory.resolve("..2"));
		Files.writeString(first.resolve("keys"), line("shop", KEY, "admin"));
		Files.writeString(second.resolve("keys"), line("shop", OTHER, "admin"));
		Path data = Files.createSymbolicLink(this.directory.resolve("..data"), first);
		Path file = Files.createSymbolicLink(this.directory.resolve("keys"), data.resolve("keys"));
		ApiKeys keys = new ApiKeys(List.of(), file, this.clock);
		assertThat(keys.require(KEY).name()).isEqualTo("shop");

		Files.move(Files.createSymbolicLink(this.directory.resolve("..tmp"), second), data,
				java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		later();

		assertThat(keys.require(OTHER).name()).isEqualTo("shop");
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> keys.require(KEY));
	}

	@Test
	void keepsTheKeysWhileTheFileHasAFaultOrIsGone() throws IOException {
		Path file = Files.writeString(this.directory.resolve("keys"), line("shop", KEY, "admin"));
		ApiKeys keys = new ApiKeys(List.of(), file, this.clock);

		Files.writeString(file, line("shop", OTHER, "admn"));
		later();
		assertThat(keys.require(KEY).name()).isEqualTo("shop");
		Files.delete(file);
		later();
		assertThat(keys.require(KEY).name()).isEqualTo("shop");
		Files.writeString(file, "");
		later();
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> keys.require(KEY));
		assertThat(keys.isEmpty()).isTrue();
	}

	@Test
	void readsTheFileAtMostOnceASecond() throws IOException {
		Path file = Files.writeString(this.directory.resolve("keys"), line("shop", KEY, "admin"));
		ApiKeys keys = new ApiKeys(List.of(), file, this.clock);

		Files.writeString(file, "");

		assertThat(keys.require(KEY).name()).isEqualTo("shop");
	}

	@Test
	void missingFileFailsTheStart() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ApiKeys(List.of(), this.directory.resolve("none"), this.clock))
			.withMessageContaining("millrace.security.keys-file");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop", "shop abc admin", "sh/op %s admin", "shop %s", "shop %s admin,", "shop %s Admin",
			"shop %s admin until=2027-01-01T00:00:00Z", "shop %s admin expires=2027", "shop %s admin expires=x y",
			"shop %s admin requests-per-second=x", "shop %s admin bytes-per-second=x",
			"shop %s admin bytes-per-second=-1B", "shop %s admin requests-per-second=1 requests-per-second=2",
			"mlr_secretsecretsecretsecretsecretsecretsecretsecretsecretsecretsecretsecret %s admin", "mlr_secret" })
	void lineWithAFaultIsNamedWithoutItsContents(String line) throws IOException {
		Path file = Files.writeString(this.directory.resolve("keys"), "\n" + line.formatted(ApiKey.hash(KEY)));

		assertThatIllegalArgumentException().isThrownBy(() -> new ApiKeys(List.of(), file, this.clock))
			.withMessageContaining("line 2")
			.withMessageNotContainingAny("mlr_secret", ApiKey.hash(KEY));
	}

	@Test
	void lineMaySayWhenTheKeyExpires() {
		ApiKey key = ApiKey.parse("shop\t" + ApiKey.hash(KEY).toUpperCase(java.util.Locale.ROOT)
				+ "  admin expires=2027-01-31T00:00:00Z bytes-per-second=1MB requests-per-second=5 ");

		assertThat(key.expires()).isEqualTo("2027-01-31T00:00:00Z");
		assertThat(key.requestsPerSecond()).isEqualTo(5);
		assertThat(key.bytesPerSecond()).isEqualTo(org.springframework.util.unit.DataSize.ofMegabytes(1));
		assertThat(key.hasHash(ApiKey.hash(KEY))).isTrue();
	}

}
