"""The tables of an iPhone's databases, as iOS 12, 15, 17 and 18 make them."""

# Columns of `message` in the order in which versions of iOS added them.
MESSAGE = [
    (12, "guid TEXT UNIQUE NOT NULL"),
    (12, "text TEXT"),
    (12, "replace INTEGER DEFAULT 0"),
    (12, "service_center TEXT"),
    (12, "handle_id INTEGER DEFAULT 0"),
    (12, "subject TEXT"),
    (12, "country TEXT"),
    (12, "attributedBody BLOB"),
    (12, "version INTEGER DEFAULT 0"),
    (12, "type INTEGER DEFAULT 0"),
    (12, "service TEXT"),
    (12, "account TEXT"),
    (12, "account_guid TEXT"),
    (12, "error INTEGER DEFAULT 0"),
    (12, "date INTEGER"),
    (12, "date_read INTEGER"),
    (12, "date_delivered INTEGER"),
    *(
        (12, f"{name} INTEGER DEFAULT 0")
        for name in (
            "is_delivered is_finished is_emote is_from_me is_empty is_delayed is_auto_reply is_prepared is_read "
            "is_system_message is_sent has_dd_results is_service_message is_forward was_downgraded is_archive "
            "cache_has_attachments"
        ).split()
    ),
    (12, "cache_roomnames TEXT"),
    *(
        (12, f"{name} INTEGER DEFAULT 0")
        for name in "was_data_detected was_deduplicated is_audio_message is_played".split()
    ),
    (12, "date_played INTEGER"),
    (12, "item_type INTEGER DEFAULT 0"),
    (12, "other_handle INTEGER DEFAULT 0"),
    (12, "group_title TEXT"),
    *(
        (12, f"{name} INTEGER DEFAULT 0")
        for name in (
            "group_action_type share_status share_direction is_expirable expire_state message_action_type "
            "message_source"
        ).split()
    ),
    (12, "associated_message_guid TEXT"),
    (12, "associated_message_type INTEGER DEFAULT 0"),
    (12, "balloon_bundle_id TEXT"),
    (12, "payload_data BLOB"),
    (12, "expressive_send_style_id TEXT"),
    (12, "associated_message_range_location INTEGER DEFAULT 0"),
    (12, "associated_message_range_length INTEGER DEFAULT 0"),
    (12, "time_expressive_send_played INTEGER"),
    (12, "message_summary_info BLOB"),
    (12, "ck_sync_state INTEGER DEFAULT 0"),
    (12, "ck_record_id TEXT"),
    (12, "ck_record_change_tag TEXT"),
    (12, "destination_caller_id TEXT"),
    (13, "is_corrupt INTEGER DEFAULT 0"),
    (13, "reply_to_guid TEXT"),
    (13, "sort_id INTEGER"),
    (13, "is_spam INTEGER DEFAULT 0"),
    (14, "has_unseen_mention INTEGER DEFAULT 0"),
    (14, "thread_originator_guid TEXT"),
    (14, "thread_originator_part TEXT"),
    (15, "syndication_ranges TEXT"),
    (15, "was_delivered_quietly INTEGER DEFAULT 0"),
    (15, "did_notify_recipient INTEGER DEFAULT 0"),
    (16, "synced_syndication_ranges TEXT"),
    (16, "date_retracted INTEGER DEFAULT 0"),
    (16, "date_edited INTEGER DEFAULT 0"),
    (16, "was_detonated INTEGER DEFAULT 0"),
    (16, "part_count INTEGER"),
    (16, "is_stewie INTEGER DEFAULT 0"),
    (17, "is_sos INTEGER DEFAULT 0"),
    (17, "is_critical INTEGER DEFAULT 0"),
    (17, "bia_reference_id TEXT DEFAULT NULL"),
    (17, "is_kt_verified INTEGER DEFAULT 0"),
    (17, "fallback_hash TEXT DEFAULT NULL"),
    (18, "associated_message_emoji TEXT DEFAULT NULL"),
    (18, "is_pending_satellite_send INTEGER DEFAULT 0"),
    (18, "needs_relay INTEGER DEFAULT 0"),
    (18, "schedule_type INTEGER DEFAULT 0"),
    (18, "schedule_state INTEGER DEFAULT 0"),
    (18, "sent_or_received_off_grid INTEGER DEFAULT 0"),
    (18, "date_recovered INTEGER DEFAULT 0"),
]

HANDLE = [
    (12, "id TEXT NOT NULL"),
    (12, "country TEXT"),
    (12, "service TEXT NOT NULL"),
    (12, "uncanonicalized_id TEXT"),
    (13, "person_centric_id TEXT DEFAULT NULL"),
]

CHAT = [
    (12, "guid TEXT UNIQUE NOT NULL"),
    (12, "style INTEGER"),
    (12, "state INTEGER"),
    (12, "account_id TEXT"),
    (12, "properties BLOB"),
    (12, "chat_identifier TEXT"),
    (12, "service_name TEXT"),
    (12, "room_name TEXT"),
    (12, "account_login TEXT"),
    (12, "is_archived INTEGER DEFAULT 0"),
    (12, "last_addressed_handle TEXT"),
    (12, "display_name TEXT"),
    (12, "group_id TEXT"),
    (12, "is_filtered INTEGER DEFAULT 0"),
    (12, "successful_query INTEGER"),
    (13, "last_read_message_timestamp INTEGER DEFAULT 0"),
    (14, "is_blackholed INTEGER DEFAULT 0"),
    (16, "is_recovered INTEGER DEFAULT 0"),
    (17, "is_deleting_incoming_messages INTEGER DEFAULT 0"),
]

ATTACHMENT = [
    (12, "guid TEXT UNIQUE NOT NULL"),
    (12, "created_date INTEGER DEFAULT 0"),
    (12, "start_date INTEGER DEFAULT 0"),
    (12, "filename TEXT"),
    (12, "uti TEXT"),
    (12, "mime_type TEXT"),
    (12, "transfer_state INTEGER DEFAULT 0"),
    (12, "is_outgoing INTEGER DEFAULT 0"),
    (12, "user_info BLOB"),
    (12, "transfer_name TEXT"),
    (12, "total_bytes INTEGER DEFAULT 0"),
    (12, "is_sticker INTEGER DEFAULT 0"),
    (12, "sticker_user_info BLOB"),
    (12, "attribution_info BLOB"),
    (12, "hide_attachment INTEGER DEFAULT 0"),
    (12, "original_guid TEXT"),
    (14, "is_commsafety_sensitive INTEGER DEFAULT 0"),
    (17, "emoji_image_content_identifier TEXT DEFAULT NULL"),
    (18, "preview_generation_state INTEGER DEFAULT 0"),
]

CALL = [
    *(
        (12, f"{name} INTEGER")
        for name in (
            "Z_ENT Z_OPT ZANSWERED ZCALL_CATEGORY ZCALLTYPE ZDISCONNECTED_CAUSE ZFACE_TIME_DATA ZHANDLE_TYPE "
            "ZNUMBER_AVAILABILITY ZORIGINATED ZREAD"
        ).split()
    ),
    (14, "ZJUNKCONFIDENCE INTEGER"),
    (14, "ZVERIFICATIONSTATUS INTEGER"),
    (15, "ZFILTERED_OUT_REASON INTEGER"),
    (15, "ZHASMESSAGE INTEGER"),
    (17, "ZAUTOANSWEREDREASON INTEGER"),
    (12, "ZDATE TIMESTAMP"),
    (12, "ZDURATION FLOAT"),
    (12, "ZDEVICE_ID VARCHAR"),
    (12, "ZISO_COUNTRY_CODE VARCHAR"),
    (12, "ZLOCATION VARCHAR"),
    (12, "ZNAME VARCHAR"),
    (12, "ZSERVICE_PROVIDER VARCHAR"),
    (12, "ZUNIQUE_ID VARCHAR"),
    (16, "ZBLOCKEDBYEXTENSION VARCHAR"),
    (16, "ZJUNKIDENTIFICATIONCATEGORY VARCHAR"),
    (12, "ZLOCALPARTICIPANTUUID BLOB"),
    (12, "ZOUTGOINGLOCALPARTICIPANTUUID BLOB"),
]

# The numbers in the name of the table that ties calls to handles.
PARTICIPANTS = {12: (2, 3), 15: (2, 4), 17: (2, 4), 18: (2, 5)}


def columns(table, ios):
    """The definitions that a version of iOS has."""
    return ", ".join(text for since, text in table if since <= ios)


def messages(ios):
    """sms.db."""
    key = "ROWID INTEGER PRIMARY KEY AUTOINCREMENT"
    sql = f"""
        CREATE TABLE _SqliteDatabaseProperties (key TEXT, value TEXT, UNIQUE(key));
        CREATE TABLE deleted_messages ({key}, guid TEXT NOT NULL);
        CREATE TABLE message ({key}, {columns(MESSAGE, ios)});
        CREATE TABLE handle ({key}, {columns(HANDLE, ios)}, UNIQUE (id, service));
        CREATE TABLE chat ({key}, {columns(CHAT, ios)});
        CREATE TABLE attachment ({key}, {columns(ATTACHMENT, ios)});
        CREATE TABLE chat_handle_join (chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
            handle_id INTEGER REFERENCES handle (ROWID) ON DELETE CASCADE, UNIQUE(chat_id, handle_id));
        CREATE TABLE chat_message_join (chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
            message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE, message_date INTEGER DEFAULT 0,
            PRIMARY KEY (chat_id, message_id));
        CREATE TABLE message_attachment_join (message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE,
            attachment_id INTEGER REFERENCES attachment (ROWID) ON DELETE CASCADE, UNIQUE(message_id, attachment_id));
        CREATE INDEX message_idx_date ON message(date);
        CREATE INDEX message_idx_handle ON message(handle_id, date);
        CREATE INDEX chat_message_join_idx_message_id_only ON chat_message_join(message_id);
        CREATE TRIGGER after_delete_on_message AFTER DELETE ON message FOR EACH ROW
            BEGIN INSERT INTO deleted_messages (guid) VALUES (OLD.guid); END;
    """
    if ios >= 16:
        sql += """
        CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER,
            ck_sync_state INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
        CREATE TABLE recoverable_message_part (chat_id INTEGER, message_id INTEGER, part_index INTEGER,
            delete_date INTEGER, part_text BLOB NOT NULL, PRIMARY KEY (chat_id, message_id, part_index));
        """
    return sql


def calls(ios):
    """CallHistory.storedata."""
    calls_, handles = PARTICIPANTS[ios]
    address = "ZADDRESS BLOB" if ios < 14 else "ZADDRESS VARCHAR"
    return f"""
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, {columns(CALL, ios)}, {address});
        CREATE TABLE ZCALLDBPROPERTIES (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTIMER_ALL FLOAT);
        CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTYPE INTEGER,
            ZNORMALIZEDVALUE VARCHAR, ZVALUE VARCHAR);
        CREATE TABLE Z_{calls_}REMOTEPARTICIPANTHANDLES (Z_{calls_}REMOTEPARTICIPANTCALLS INTEGER,
            Z_{handles}REMOTEPARTICIPANTHANDLES INTEGER,
            PRIMARY KEY (Z_{calls_}REMOTEPARTICIPANTCALLS, Z_{handles}REMOTEPARTICIPANTHANDLES));
        CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
        CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255), Z_PLIST BLOB);
        CREATE INDEX ZCALLRECORD_ZDATE_INDEX ON ZCALLRECORD (ZDATE);
    """


VOICEMAIL = """
    CREATE TABLE voicemail (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, remote_uid INTEGER, date INTEGER, token TEXT,
        sender TEXT, callback_num TEXT, duration INTEGER, expiration INTEGER, trashed_date INTEGER, flags INTEGER,
        receiver TEXT, label TEXT, uuid TEXT);
    CREATE TABLE deleted (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, remote_uid INTEGER, date INTEGER);
    CREATE INDEX date_index ON voicemail(date);
"""

WHATSAPP = """
    CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZDATAITEMVERSION INTEGER,
        ZDOCID INTEGER, ZFLAGS INTEGER, ZGROUPEVENTTYPE INTEGER, ZISFROMME INTEGER, ZMESSAGEERRORSTATUS INTEGER,
        ZMESSAGESTATUS INTEGER, ZMESSAGETYPE INTEGER, ZSORT INTEGER, ZSTARRED INTEGER, ZCHATSESSION INTEGER,
        ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER, ZMESSAGEINFO INTEGER, ZPARENTMESSAGE INTEGER,
        ZMESSAGEDATE TIMESTAMP, ZSENTDATE TIMESTAMP, ZFROMJID VARCHAR, ZMEDIASECTIONID VARCHAR, ZPHASH VARCHAR,
        ZPUSHNAME VARCHAR, ZSTANZAID VARCHAR, ZTEXT VARCHAR, ZTOJID VARCHAR);
    CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZARCHIVED INTEGER,
        ZSESSIONTYPE INTEGER, ZUNREADCOUNT INTEGER, ZGROUPINFO INTEGER, ZLASTMESSAGE INTEGER,
        ZLASTMESSAGEDATE TIMESTAMP, ZCONTACTIDENTIFIER VARCHAR, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR);
    CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCONTACTABID INTEGER,
        ZISACTIVE INTEGER, ZISADMIN INTEGER, ZSENDERKEYSENT INTEGER, ZCHATSESSION INTEGER,
        ZCONTACTIDENTIFIER VARCHAR, ZCONTACTNAME VARCHAR, ZFIRSTNAME VARCHAR, ZMEMBERJID VARCHAR);
    CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCLOUDSTATUS INTEGER,
        ZFILESIZE INTEGER, ZMEDIAORIGIN INTEGER, ZMOVIEDURATION INTEGER, ZMESSAGE INTEGER, ZLATITUDE FLOAT,
        ZLONGITUDE FLOAT, ZMEDIAURLDATE TIMESTAMP, ZAUTHORNAME VARCHAR, ZCOLLECTIONNAME VARCHAR,
        ZMEDIALOCALPATH VARCHAR, ZMEDIAURL VARCHAR, ZTITLE VARCHAR, ZVCARDNAME VARCHAR, ZVCARDSTRING VARCHAR,
        ZXMPPTHUMBPATH VARCHAR, ZMEDIAKEY BLOB, ZMETADATA BLOB);
    CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCHATSESSION INTEGER,
        ZCREATIONDATE TIMESTAMP, ZCREATORJID VARCHAR, ZOWNERJID VARCHAR);
    CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
"""
