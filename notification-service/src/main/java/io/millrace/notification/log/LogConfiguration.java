package io.millrace.notification.log;

import io.millrace.common.topic.TopicsProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

@Configuration(proxyBeanMethods = false)
class LogConfiguration {

	@Bean
	Broker broker(KafkaAdmin admin) {
		return new Broker(admin.getConfigurationProperties());
	}

	@Bean
	EntryCodec entryCodec() {
		return new EntryCodec();
	}

	@Bean
	InboxLog inboxLog(TopicsProperties topics, Broker broker) {
		return new InboxLog(topics.inboxLog(), broker);
	}

	@Bean
	EntryAppender entryAppender(ProducerFactory<?, ?> producers, InboxLog inboxLog, EntryCodec entries) {
		return new EntryAppender(producers.getConfigurationProperties(), inboxLog, entries);
	}

}
