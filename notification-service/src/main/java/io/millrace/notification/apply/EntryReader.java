package io.millrace.notification.apply;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.millrace.notification.log.EntryCodec;
import io.millrace.notification.log.InboxLog;
import io.millrace.notification.log.UserId;
import io.millrace.sink.MalformedRecordException;
import io.millrace.sink.RecordReader;
import io.millrace.sink.window.RecordId;
import lombok.RequiredArgsConstructor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the inbox log. They have no identity to look for duplicates by: an
 * item's id makes a second one of the same harmless, and a user may well read, unread and
 * read the same item.
 */
@RequiredArgsConstructor
final class EntryReader implements RecordReader<UserEntry> {

	private final EntryCodec entries;

	private final InboxLog inboxLog;

	@Override
	public UserEntry read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
		String user = user(record.key());
		if (this.inboxLog.partition(user) != record.partition()) {
			throw new MalformedRecordException("the key belongs into partition " + this.inboxLog.partition(user));
		}
		return new UserEntry(user, this.entries.decode(record.value()));
	}

	private static String user(byte @Nullable [] key) throws MalformedRecordException {
		if (key == null) {
			throw new MalformedRecordException("the record has no key");
		}
		try {
			String user = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
			String fault = UserId.fault(user);
			if (fault != null) {
				throw new MalformedRecordException("the key, a user's id, " + fault);
			}
			return user;
		}
		catch (CharacterCodingException ex) {
			throw new MalformedRecordException("the key is not UTF-8", ex);
		}
	}

	@Override
	public @Nullable RecordId identity(UserEntry entry) {
		return null;
	}

}
