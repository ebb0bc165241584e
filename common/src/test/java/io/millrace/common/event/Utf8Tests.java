package io.millrace.common.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class Utf8Tests {

	@Test
	void agreesWithTheJdkOnRandomBytes() {
		Random random = new Random(7);
		int[] alphabet = { 'a', 'b', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
				0xF0, 0xF1, 0xF4, 0xF5, 0xFF };
		int valid = 0;
		for (int round = 0; round < 200_000; round++) {
			byte[] bytes = new byte[random.nextInt(24)];
			boolean mostlyAscii = random.nextBoolean();
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = (byte) (mostlyAscii && random.nextInt(10) > 0 ? 'x'
						: alphabet[random.nextInt(alphabet.length)]);
			}
			boolean expected = jdkDecodes(bytes);
			valid += expected ? 1 : 0;
			assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0).as(() -> HexFormat.of().formatHex(bytes))
				.isEqualTo(expected);
		}
		assertThat(valid).isBetween(10_000, 190_000);
	}

	private static boolean jdkDecodes(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	@Test
	void namesTheFirstByteAndStaysWithinTheRange() {
		byte[] bytes = "0123456789012345\0é".getBytes(StandardCharsets.UTF_8);

		assertThat(Utf8.firstInvalid(bytes, 0, bytes.length)).isEqualTo(16);
		assertThat(Utf8.firstInvalid(bytes, 0, 16)).isEqualTo(-1);
		assertThat(Utf8.firstInvalid(bytes, 17, bytes.length)).isEqualTo(-1);
		assertThat(Utf8.firstInvalid(bytes, 17, bytes.length - 1)).isEqualTo(17);
	}

	@ParameterizedTest
	@CsvSource({ "ud83d, true", "ude00, true", "ud83d*ude00, false", "ude00*ud83d, true", "ud83dx*ude00, true",
			"ud83d*ud83d*ude00, true", "*ud83d, false", "u00e9, false", "uD83D*uDE00, false", "n*ud83d, true",
			"ud83d*n, true", "ud83d*ude00*udbff, true" })
	void findsEscapedLoneSurrogates(String text, boolean expected) {
		byte[] json = ("\"some text before \\" + text.replace('*', '\\') + "\"").getBytes(StandardCharsets.UTF_8);

		assertThat(Utf8.hasLoneSurrogate(json, 0, json.length)).isEqualTo(expected);
	}

}
