package io.millrace.benchmarks;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Texts of some fifteen words, as many different ones as there are numbers, and the posts
 * that ask for their embeddings.
 */
final class Texts {

	private static final String[] WORDS = ("order hand mill coffee grinder arrived late broken handle refund "
			+ "parcel customer wants new colour blue larger smaller box delivery tomorrow invoice paid twice "
			+ "please send another spare part works fine again thanks for quick help")
		.split(" ");

	private static final int LENGTH = 14;

	private Texts() {
	}

	static String of(long number) {
		SplittableRandom random = new SplittableRandom(number);
		return IntStream.range(0, LENGTH)
			.mapToObj((word) -> WORDS[random.nextInt(WORDS.length)])
			.collect(Collectors.joining(" ", "", " " + number));
	}

	/** Asks for one text. */
	static byte[] post(long number, String format) {
		return post(JsonMapper.shared().writeValueAsString(of(number)), format);
	}

	/** Asks for several. */
	static byte[] post(long from, int texts, String format) {
		return post(JsonMapper.shared()
			.writeValueAsString(LongStream.range(from, from + texts).mapToObj(Texts::of).toList()), format);
	}

	private static byte[] post(String input, String format) {
		return HttpConnection.post("/v1/embeddings", "application/json",
				"{\"model\":\"all-minilm-l6-v2\",\"encoding_format\":\"" + format + "\",\"input\":" + input + "}");
	}

}
