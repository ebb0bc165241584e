package io.millrace.notification.deliver;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.common.topic.TopicProvisioner;
import io.millrace.notification.channel.Channels;
import io.millrace.notification.channel.DeliveryLog;
import io.millrace.sink.KafkaProperties;
import io.millrace.sink.SinkProperties;
import io.millrace.sink.log.LoopSettings;
import org.apache.kafka.clients.consumer.ConsumerConfig;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliverProperties.class)
class DeliverConfiguration {

	/** The dead letters' group. */
	private static final String GROUP = "deliver";

	/** A poll may come on top of what the window holds. */
	private static final int POLLED = Window.MOST / 2;

	@Bean
	DeadLetterBox deliveryDeadLetters(DeliveryLog deliveries, ProducerFactory<?, ?> producers) {
		return new DeadLetterBox(TopicProvisioner.deadLetterTopic(deliveries.topic(), GROUP),
				producers.getConfigurationProperties());
	}

	@Bean
	Couriers couriers(Channels channels, DeliveryLog deliveries, DeliverProperties properties,
			DeadLetterBox deliveryDeadLetters, ConsumerFactory<?, ?> consumers, KafkaProperties kafka,
			SinkProperties sink, MeterRegistry meters, Clock clock) {
		Map<String, Object> clients = new HashMap<>(consumers.getConfigurationProperties());
		clients.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, kafka.groupProtocol());
		clients.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED);
		LoopSettings settings = new LoopSettings(deliveries.topic(), GROUP, 1, sink.commitInterval(), clients);
		return new Couriers(channels, deliveries, properties, deliveryDeadLetters, settings, meters, clock);
	}

}
