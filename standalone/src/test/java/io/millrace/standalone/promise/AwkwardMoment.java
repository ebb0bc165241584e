package io.millrace.standalone.promise;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.millrace.sink.log.ProcessingObserver;
import org.apache.kafka.common.TopicPartition;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Only tests have this on their class path: strikes a service down the {@code after}th
 * time that effects of a topic are about to be written, or that they are written and
 * Kafka has not heard of it.
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
	 * @param moment writing or written, as {@link ProcessingObserver} calls them
	 * @param after at which of these moments
	 * @param how halt or freeze
	 */
	@ConfigurationProperties("millrace.test.strike")
	record Strike(String topic, String moment, int after, String how) {
	}

	private static final class Striker implements ProcessingObserver {

		private final Strike strike;

		private final AtomicInteger moments = new AtomicInteger();

		private Striker(Strike strike) {
			this.strike = strike;
		}

		@Override
		public void writing(TopicPartition partition, long next) {
			moment("writing", partition);
		}

		@Override
		public void written(TopicPartition partition, long next) {
			moment("written", partition);
		}

		private void moment(String moment, TopicPartition partition) {
			if (!moment.equals(this.strike.moment()) || !partition.topic().equals(this.strike.topic())
					|| this.moments.incrementAndGet() != this.strike.after()) {
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
