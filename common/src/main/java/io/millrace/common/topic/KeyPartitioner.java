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
		return partition(key(key), partitions);
	}

	/**
	 * The partition of a record with this key.
	 */
	public static int partition(byte[] key, int partitions) {
		return Utils.toPositive(Utils.murmur2(key)) % partitions;
	}

	/**
	 * The key of an event's record: its subject.
	 */
	public static byte[] key(String subject) {
		return subject.getBytes(StandardCharsets.UTF_8);
	}

}
