package io.millrace.notification.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.millrace.notification.apply.InboxKeys;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Listens to what apply scripts tell: one subscription a node, to one channel a
 * partition. Nothing depends on it that would be wrong without: Redis forgets what it
 * told to those who were away.
 */
@Slf4j
final class HintStore implements MessageListener, SubscriptionListener, AutoCloseable {

	private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

	private final Consumer<String> changed;

	private final Runnable missed;

	private String epoch = "";

	/**
	 * Begins to listen.
	 */
	interface Factory {

		/**
		 * See the constructor.
		 */
		HintStore create(Consumer<String> changed, Runnable missed);

	}

	/**
	 * @param changed is told the users whose inboxes have changed; must not block
	 * @param missed is called when something may have been missed; must not block
	 */
	HintStore(RedisConnectionFactory connections, Consumer<String> changed, Runnable missed) {
		this.changed = changed;
		this.missed = missed;
		this.container.setConnectionFactory(connections);
		this.container.setTaskExecutor(new SyncTaskExecutor());
		this.container.setErrorHandler((ex) -> log.error("A hint could not be followed", ex));
		this.container.afterPropertiesSet();
	}

	/**
	 * Listens to the partitions of an epoch, and no longer to those of another.
	 */
	void listenTo(String wanted, int partitions) {
		if (this.epoch.equals(wanted)) {
			return;
		}
		this.container.removeMessageListener(this);
		List<ChannelTopic> channels = IntStream.range(0, partitions)
			.mapToObj((partition) -> ChannelTopic.of(InboxKeys.channel(InboxKeys.slot(wanted, partition))))
			.toList();
		this.container.addMessageListener(this, channels);
		if (!this.container.isRunning()) {
			this.container.start();
		}
		this.epoch = wanted;
	}

	@Override
	public void close() {
		try {
			this.container.destroy();
		}
		catch (Exception ex) {
			log.debug("The subscription did not end well", ex);
		}
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		new String(message.getBody(), StandardCharsets.UTF_8).lines()
			.forEach((line) -> this.changed.accept(line.substring(line.indexOf(' ') + 1)));
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		this.missed.run();
	}

}
