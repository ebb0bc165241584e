package io.millrace.sink;

import java.time.Duration;
import java.util.function.BiFunction;

import io.millrace.sink.fence.Slot;
import org.apache.kafka.common.TopicPartition;

/**
 * A sink: which log goes where.
 *
 * @param topic the topic to read
 * @param group the consumer group; also the name of its generations
 * @param threads members of the group in this process
 * @param flushInterval how long events are gathered before they are written; zero writes
 * after every poll
 * @param slots the slot of a partition in a generation, by the generation's name
 * @param deadLetterTopic where malformed records go
 * @param reader makes sense of a record
 * @param effects what events do to Redis
 * @param layout how they are laid out in Redis, from 1 on. With a greater one than that
 * of the generation that is there, another is filled from the log; with a smaller one
 * partitions stop, as a later release has been here
 * @param succession what a generation that is filled beside the live one has to do with
 * it
 * @param <E> what a record says
 */
public record SinkSpec<E>(String topic, String group, int threads, Duration flushInterval,
		BiFunction<String, TopicPartition, Slot> slots, String deadLetterTopic, RecordReader<E> reader,
		Effect.Factory<E> effects, int layout, Succession succession) {

	/** A sink that is rebuilt from the log alone. */
	public SinkSpec(String topic, String group, int threads, Duration flushInterval,
			BiFunction<String, TopicPartition, Slot> slots, String deadLetterTopic, RecordReader<E> reader,
			Effect.Factory<E> effects, int layout) {
		this(topic, group, threads, flushInterval, slots, deadLetterTopic, reader, effects, layout, Succession.NONE);
	}

}
