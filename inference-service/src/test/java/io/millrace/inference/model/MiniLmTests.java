package io.millrace.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The model that is built in.
 */
class MiniLmTests {

	private final Counter computations = new SimpleMeterRegistry().counter("computations");

	private final MiniLm model = new MiniLm("m", this.computations);

	private Answer.Vector compute(String text) {
		return (Answer.Vector) this.model.compute(List.of(Task.embedding(text))).getFirst();
	}

	@Test
	void aShortTextHasTheVectorThatTheModelComesWith() {
		String text = "A jar for sourdough; 12.50 EUR, na\u00efve caf\u00e9 \ud83d\ude00";
		float[] expected = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run).embed(text).content().vector();
		assertThat(compute(text).values()).isEqualTo(expected);
	}

	@Test
	void textsThatDifferOnlyNearTheirEndsHaveDifferentVectors() {
		String longText = "word ".repeat(508);
		Answer.Vector one = compute(longText + "bicycle");
		Answer.Vector other = compute(longText + "mathematics");
		assertThat(one.tokens()).isEqualTo(509);
		assertThat(Arrays.equals(one.bytes(), other.bytes())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 510, 511, 1_200, 6_000 })
	void whatItWouldNotReadWholeIsRefused(int words) {
		assertThat(this.model.compute(List.of(Task.embedding("word ".repeat(words)))).getFirst())
			.isInstanceOfSatisfying(Answer.Refused.class,
					(refused) -> assertThat(refused.code()).isEqualTo("context_length_exceeded"));
	}

	@Test
	void aTextHasTheSameVectorWhateverIsComputedBesideIt() {
		List<Task> many = IntStream.range(0, 20).mapToObj((i) -> Task.embedding("number " + i)).toList();
		List<Answer> together = this.model.compute(many);
		assertThat(((Answer.Vector) together.get(7)).values()).isEqualTo(compute("number 7").values());
		assertThat(this.computations.count()).isEqualTo(21);
	}

}
