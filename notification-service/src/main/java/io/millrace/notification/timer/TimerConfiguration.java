package io.millrace.notification.timer;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notification.apply.InboxKeys;
import io.millrace.notification.log.EntryAppender;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.log.PartitionStatus;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
class TimerConfiguration {

	@Bean
	Timers timers(List<PartitionStatus.Source> sources, GenerationStore epochs, StringRedisTemplate redis,
			EntryAppender appender, MeterRegistry meters, Clock clock) {
		Counter fired = Counter.builder("millrace.notification.timers")
			.description("Ends of snoozes and expiries appended to the inbox log; more than took effect where one was"
					+ " appended again")
			.baseUnit("timers")
			.register(meters);
		return new Timers(InboxKeys.GROUP, sources, new TimerStore(epochs, redis), appender, fired, clock);
	}

}
