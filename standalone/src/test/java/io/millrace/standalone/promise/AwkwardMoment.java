package io.millrace.standalone.promise;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.millrace.sink.log.ProcessingObserver;
import org.apache.kafka.common.TopicPartition;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Only tests have this on their class path: strikes a service down when its effects are
 * written and Kafka has not heard of it, the {@code after}th time that this happens on a
 * topic.
 */
@AutoConfiguration
@ConditionalOnProperty("millrace.test.strike.topic")
@EnableConfigurationProperties(AwkwardMoment.Strike.class)
class AwkwardMoment {

	@Bean
	ProcessingObserver striker(Strike strike) {
		return new Striker(strike);
	}

	/**
	 * When and how.
	 *
	 * @param topic the topic whose processing is struck
	 * @param after how often effects are written before
	 * @param how halt or freeze
	 */
	@ConfigurationProperties("millrace.test.strike")
	record Strike(String topic, int after, @DefaultValue("halt") String how) {
	}

	private static final class Striker implements ProcessingObserver {

		private final Strike strike;

		private final AtomicInteger written = new AtomicInteger();

		private Striker(Strike strike) {
			this.strike = strike;
		}

		@Override
		public void written(TopicPartition partition, long next) {
			if (!partition.topic().equals(this.strike.topic())
					|| this.written.incrementAndGet() != this.strike.after()) {
				return;
			}
			if (this.strike.how().equals("freeze")) {
				freeze();
			}
			else {
				Runtime.getRuntime().halt(ServiceProcess.HALTED);
			}
		}

		private static void freeze() {
			try {
				new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
