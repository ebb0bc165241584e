package io.millrace.notification.live;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.millrace.notification.apply.InboxKeys;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Listens to what apply scripts tell: one subscription a node, to one channel a
 * partition. Nothing depends on it that would be wrong without: Redis forgets what it
 * told to those who were away. Where the server has sharded channels they are used, as
 * the scripts do: a cluster then tells only those who serve the partition's slot.
 */
@Slf4j
@RequiredArgsConstructor
final class HintStore implements AutoCloseable {

	private final LettuceConnectionFactory connections;

	private final Consumer<String> changed;

	private final Runnable missed;

	private @Nullable ChannelStore subscription;

	private String epoch = "";

	private boolean sharded;

	/**
	 * Begins to listen.
	 */
	interface Factory {

		/**
		 * @param changed is told the users whose inboxes have changed; must not block
		 * @param missed is called when something may have been missed; must not block
		 */
		HintStore create(Consumer<String> changed, Runnable missed);

	}

	/**
	 * Listens to the partitions of an epoch, and no longer to those of another. To be
	 * called again now and then: sharded channels move with their slots.
	 * @throws org.springframework.dao.DataAccessException if Redis can't be reached
	 */
	synchronized void listenTo(String wanted, int partitions) {
		boolean first = !this.epoch.equals(wanted);
		if (!first && !this.sharded) {
			return;
		}
		Set<String> channels = new HashSet<>();
		IntStream.range(0, partitions)
			.forEach((partition) -> channels.add(InboxKeys.channel(InboxKeys.slot(wanted, partition))));
		try {
			if (first) {
				close();
			}
			subscribe(channels);
			this.epoch = wanted;
		}
		catch (RedisException ex) {
			close();
			throw new RedisConnectionFailureException("Hints can't be listened to", ex);
		}
		if (first) {
			this.missed.run();
		}
	}

	private void subscribe(Set<String> channels) {
		ChannelStore current = this.subscription;
		if (current == null) {
			current = ChannelStore.open(this.connections.getRequiredNativeClient(), this::told, this.missed);
			this.subscription = current;
		}
		try {
			current.subscribeSharded(channels);
			this.sharded = true;
		}
		catch (RedisCommandExecutionException ex) {
			// Before Redis 7, or where it isn't allowed.
			log.debug("There are no sharded channels: {}", ex.getMessage());
			current.subscribe(channels);
			this.sharded = false;
		}
	}

	private void told(String message) {
		List.of(message.split("\n")).forEach((line) -> this.changed.accept(line.substring(line.indexOf(' ') + 1)));
	}

	@Override
	public synchronized void close() {
		this.epoch = "";
		if (this.subscription != null) {
			this.subscription.close();
			this.subscription = null;
		}
	}

}
