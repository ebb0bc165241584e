package io.millrace.common.topic;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyPartitionerTests {

	@Test
	void putsAKeyWhereTheProducerPutsIt() {
		Random random = new Random(3);
		for (int i = 0; i < 10_000; i++) {
			String key = random.ints(1 + random.nextInt(20), 1, 0xD7FF)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			int partitions = 1 + random.nextInt(50);
			assertThat(KeyPartitioner.partition(key, partitions)).isBetween(0, partitions - 1)
				.isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
		}
	}

	@Test
	void staysAsItIs() {
		assertThat(KeyPartitioner.partition("ann", 6)).isEqualTo(2);
		assertThat(KeyPartitioner.partition("😀", 6)).isEqualTo(3);
	}

}
