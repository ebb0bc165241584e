package io.millrace.common.topic;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a key, as Kafka's default partitioner computes it (murmur2 over the
 * key's bytes; KIP-480 changed only records without a key). For readers that must know
 * where a producer put a key.
 */
public final class KeyPartitioner {

	private KeyPartitioner() {
	}

	/**
	 * The partition of a record whose key is this text in UTF-8.
	 */
	public static int partition(String key, int partitions) {
		return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
	}

}
