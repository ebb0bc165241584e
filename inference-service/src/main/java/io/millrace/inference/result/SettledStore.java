package io.millrace.inference.result;

import java.util.function.Consumer;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Listens to what is settled. Redis forgets what it told to those who were away: nothing
 * may depend on it but how soon it is known. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
public final class SettledStore implements AutoCloseable {

	private final LettuceConnectionFactory connections;

	private @Nullable StatefulRedisPubSubConnection<String, String> connection;

	/**
	 * Sees to it that this listens. To be called now and then: does nothing if it does,
	 * or if Redis can't be reached.
	 * @param told is told; must not block
	 */
	public synchronized void listen(Consumer<Settled> told) {
		if (this.connection != null) {
			// Lettuce connects and subscribes again by itself.
			return;
		}
		try {
			StatefulRedisPubSubConnection<String, String> opening = open(this.connections.getRequiredNativeClient());
			opening.addListener(new RedisPubSubAdapter<>() {
				@Override
				public void message(String channel, String message) {
					tell(told, message);
				}
			});
			this.connection = opening;
			opening.sync().subscribe(ResultKeys.SETTLED);
		}
		catch (RedisException | DataAccessException ex) {
			log.debug("What is settled can't be listened to: {}", ex.getMessage());
			close();
		}
	}

	private static StatefulRedisPubSubConnection<String, String> open(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient cluster) ? cluster.connectPubSub(StringCodec.UTF8)
				: ((RedisClient) client).connectPubSub(StringCodec.UTF8);
	}

	private static void tell(Consumer<Settled> told, String message) {
		try {
			told.accept(Settled.decode(message));
		}
		catch (IllegalArgumentException ex) {
			log.debug("Somebody else speaks on {}: {}", ResultKeys.SETTLED, ex.getMessage());
		}
	}

	@Override
	public synchronized void close() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

}
