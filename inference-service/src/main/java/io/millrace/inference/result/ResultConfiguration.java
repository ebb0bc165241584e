package io.millrace.inference.result;

import java.time.Clock;

import io.millrace.sink.fence.ScriptLoader;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResultProperties.class)
class ResultConfiguration {

	@Bean
	ResultStore resultStore(StringRedisTemplate redis, ScriptLoader scripts, ResultProperties properties, Clock clock) {
		return new ResultStore(redis, scripts, properties, clock);
	}

	@Bean
	SettledStore settledStore(LettuceConnectionFactory connections) {
		return new SettledStore(connections);
	}

}
