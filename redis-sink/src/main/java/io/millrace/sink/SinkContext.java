package io.millrace.sink;

import java.time.Clock;
import java.util.List;

import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.rebuild.RebuildStore;
import org.apache.kafka.clients.producer.Producer;

/**
 * What the partitions of one sink share.
 */
record SinkContext(SinkProperties properties, FenceStore fences, GenerationStore generations, RebuildStore rebuilds,
		Producer<byte[], byte[]> deadLetterProducer, EvictionPolicy evictionPolicy, SinkMetrics metrics,
		List<ProcessingObserver> observers, Clock clock) {
}
