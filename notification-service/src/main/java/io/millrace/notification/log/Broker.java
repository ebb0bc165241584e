package io.millrace.notification.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks the broker single questions, each with a client of its own: they are few and
 * mostly asked at the start.
 */
public final class Broker {

	private static final int PATIENCE_MILLIS = 5_000;

	private final Map<String, Object> configuration;

	/**
	 * @param configuration of admin clients
	 */
	public Broker(Map<String, Object> configuration) {
		this.configuration = new HashMap<>(configuration);
		this.configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
		this.configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
	}

	/**
	 * @throws KafkaException what the broker answered, or that it didn't within five
	 * seconds
	 */
	public <T> T ask(Function<Admin, KafkaFuture<T>> question) {
		try (Admin admin = Admin.create(this.configuration)) {
			return question.apply(admin).get();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
	}

}
