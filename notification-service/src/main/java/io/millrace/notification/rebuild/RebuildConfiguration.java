package io.millrace.notification.rebuild;

import io.millrace.sink.FencedConsumers;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.rebuild.RebuildStore;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RebuildConfiguration {

	@Bean
	RebuildStore inboxRebuilds(FencedConsumers consumers, GenerationStore epochs) {
		return consumers.rebuilds(epochs);
	}

}
