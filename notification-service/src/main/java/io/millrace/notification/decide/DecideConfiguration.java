package io.millrace.notification.decide;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.event.EventCodec;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.common.topic.TopicsProperties;
import io.millrace.notification.log.Broker;
import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.channel.Channels;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;
import io.millrace.notification.rule.Rules;
import io.millrace.sink.FencedConsumers;
import io.millrace.sink.SinkProperties;
import io.millrace.sink.log.LogConsumer;
import io.millrace.sink.log.ProcessingObserver;
import io.millrace.sink.log.TransactionalProducers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DecideProperties.class)
class DecideConfiguration {

	/** The group that decides. */
	private static final String GROUP = "notification";

	@Bean
	FirstPositions firstPositions(TopicsProperties topics, InboxLog inboxLog, Broker broker) {
		return new FirstPositions(GROUP, topics.userEvents(), inboxLog, broker);
	}

	@Bean
	Decider decider(Rules rules, Followers followers, Preferences preferences, Channels channels, EntryCodec entries,
			DecideProperties properties) {
		return new Decider(rules, followers, preferences, channels, new EventCodec(), entries,
				properties.maxItemData());
	}

	@Bean
	DecideMetrics decideMetrics(MeterRegistry registry) {
		return new DecideMetrics(registry);
	}

	@Bean
	LogConsumer decideConsumer(FencedConsumers consumers, DecideProperties properties, SinkProperties sink,
			TopicsProperties topics, Decider decider, EntryCodec entries, InboxLog inboxLog, DeliveryLog deliveryLog,
			ProducerFactory<?, ?> producers, ObjectProvider<ProcessingObserver> observers, DecideMetrics metrics) {
		String topic = topics.userEvents().name();
		DecideContext context = new DecideContext(GROUP, TopicProvisioner.deadLetterTopic(topic, GROUP),
				sink.duplicateWindow(), new EventCodec(), decider, entries, inboxLog, deliveryLog,
				new TransactionalProducers(producers.getConfigurationProperties()), observers.orderedStream().toList(),
				metrics);
		return consumers.consumer(topic, GROUP, properties.threads(), (log) -> new DecideProcessor(context, log));
	}

}
