package io.millrace.notification.pipeline;

import java.time.Duration;
import java.util.Optional;

import io.millrace.common.settings.SettingsCopy;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicSettings;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.notification.decide.FirstPositions;
import io.millrace.notification.log.InboxLog;
import io.millrace.sink.log.LogConsumers;
import lombok.RequiredArgsConstructor;

/**
 * What must be so before anything is decided or applied.
 */
@RequiredArgsConstructor
final class Preparation implements LogConsumers.Preparation {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final TopicProvisioner provisioner;

	private final TopicsProperties topics;

	private final InboxLog inboxLog;

	private final Duration inboxRetention;

	private final FirstPositions firstPositions;

	private final SettingsCopy settings;

	/**
	 * Makes the topics that are absent, looks at those that are there, and waits for what
	 * is set.
	 * @throws org.apache.kafka.common.KafkaException if Kafka doesn't answer; trying
	 * again is safe
	 * @throws IllegalStateException if inboxes would be kept longer than their log
	 * @throws io.millrace.common.topic.PartitionCountMismatchException see there
	 */
	@Override
	public void run() {
		TopicSettings events = this.topics.userEvents();
		TopicSettings inboxes = this.topics.inboxLog();
		this.provisioner.ensure(events, inboxes, TopicProvisioner.deadLetters(events, "notification"),
				TopicProvisioner.deadLetters(inboxes, "inbox"), this.topics.deliveries(),
				TopicProvisioner.deadLetters(this.topics.deliveries(), "deliver"));
		this.provisioner.ensureCompacted(this.topics.settings());
		checkRetention();
		// What is decided without a rule or a preference that was set is decided wrongly.
		this.settings.awaitLoaded(PATIENCE);
		this.firstPositions.commit();
	}

	private void checkRetention() {
		Optional<Duration> logRetention = this.inboxLog.retention();
		if (logRetention.isPresent() && this.inboxRetention.compareTo(logRetention.get()) > 0) {
			throw new IllegalStateException("Inboxes are to be kept for " + this.inboxRetention + ", but topic "
					+ this.inboxLog.topic() + " keeps records for " + logRetention.get()
					+ " only: rebuilt inboxes would hold less. Lower millrace.notification.inbox.retention, or raise"
					+ " the topic's retention.ms");
		}
	}

}
