package io.millrace.sink.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker where partitions end, all in one request, and doesn't wait for the
 * answer. What the consumer knows of the end is as old as its last fetch, and a partition
 * that waits or has stopped fetches nothing. Only for the thread of the
 * {@link PartitionLoop}.
 */
@RequiredArgsConstructor
final class LogEnds {

	private final Admin admin;

	private KafkaFuture<?> asked = KafkaFuture.completedFuture(null);

	/** Does nothing while an earlier question is open. */
	void ask(Collection<AssignedPartition> partitions) {
		if (partitions.isEmpty() || !this.asked.isDone()) {
			return;
		}
		Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
		partitions.forEach((partition) -> latest.put(partition.partition(), OffsetSpec.latest()));
		ListOffsetsResult answers = this.admin.listOffsets(latest);
		for (AssignedPartition partition : partitions) {
			var unused = answers.partitionResult(partition.partition()).whenComplete((end, failure) -> {
				if (end != null) {
					partition.lag().end(end.offset());
				}
			});
		}
		this.asked = answers.all();
	}

}
