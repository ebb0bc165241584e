package io.millrace.dashboard.rebuild;

import io.millrace.sink.FencedConsumers;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.rebuild.RebuildStore;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RebuildConfiguration {

	@Bean
	RebuildStore dashboardRebuilds(FencedConsumers consumers, GenerationStore dashboardGenerations) {
		return consumers.rebuilds(dashboardGenerations);
	}

}
