"""The codes that an audit gives for each bundle that is wrong (audit.md).

`!` is a bundle that is unreadable, `…` that consequences of the fault may bring further codes,
and `verdict=word` a verdict that differs besides integrity; `verdict=?` is left open.
"""

TABLE = """
admitted_bundle_missing         enclosed-bundle-missing
admitted_damaged                file-hash-mismatch …
admitted_index                  admission-mismatch
admitted_leaf                   admitted-line-mismatch admission-mismatch
admitted_opening_changed        admitted-opening-mismatch
admitted_origin                 admission-mismatch
admitted_signer                 admission-mismatch
admitted_unused                 attachment-extra
attachment_as_html              content-name-mismatch
attachment_missing              attachment-missing
attachment_other                content-name-mismatch attachment-size-mismatch
chain_dropped                   prev-mismatch …
chain_first_prev                prev-mismatch
chain_key_change_elsewhere      key-change-invalid
chain_key_change_forged         key-change-invalid
chain_key_change_hidden         log-level-record-missing key-not-of-log … signer=invalid
chain_log_level_cut             log-level-record-missing …
chain_marks                     log-level-record-missing marks-mismatch
chain_no_log                    log-record-misplaced …
chain_old_key_signs             checkpoint-signature-invalid
chain_prev                      prev-mismatch
chain_two_logs                  log-record-misplaced … time=contradictory
changed_bag_info_txt            file-hash-mismatch bag-info-malformed
changed_bagit_txt               file-hash-mismatch bagit-malformed
changed_bundle_sig              bundle-signature-invalid signer=invalid
changed_checkpoint              file-hash-mismatch bundle-signature-invalid … signer=invalid
changed_findings_json           file-hash-mismatch
changed_key_note                file-hash-mismatch key-malformed signer=invalid
changed_key_pem                 file-hash-mismatch key-malformed signer=invalid
changed_leaves_txt              file-hash-mismatch root-mismatch …
changed_manifest_sha256_txt     file-hash-mismatch
changed_openings_jsonl          file-hash-mismatch …
changed_readme_txt              file-hash-mismatch
changed_recording               file-hash-mismatch content-name-mismatch
changed_records_jsonl           file-hash-mismatch …
changed_report_html             file-hash-mismatch
changed_selection_json          file-hash-mismatch …
changed_tagmanifest_sha256_txt  bundle-signature-invalid … signer=invalid
clock_back_clock_later          recorded-goes-back
clock_back_delta_forward        recorded-goes-back
clock_back_delta_past           recorded-goes-back
clock_event_past                event-after-recorded
clock_jump_half_explained       clock-jump-unexplained
clock_jump_past                 clock-jump-unexplained
clock_network_past              event-after-recorded
clock_recorded_back_1           recorded-goes-back
extra_attachment                file-extra …
extra_attachment_listed         attachment-extra
extra_data                      file-extra oxum-mismatch
extra_fetch                     file-extra
extra_hidden                    file-extra
extra_listed                    file-extra manifest-foreign-name
extra_manifest                  file-extra
extra_tag                       file-extra
head_forked                     forked
head_forked_older               forked
head_of_another_log             origin-mismatch key-mismatch … signer=invalid
head_of_attacker                checkpoint-signature-invalid
head_older                      leaf-count-mismatch …
head_other_root                 root-mismatch
head_shorter                    shorter-than-known-head
keys_swapped                    key-not-of-log
leaf_added                      leaf-count-mismatch
leaf_changed                    root-mismatch leaf-mismatch …
leaf_missing                    leaf-count-mismatch …
leaf_short                      leaves-malformed …
leaf_swapped                    root-mismatch …
leaf_upper                      leaves-malformed …
manifest_absent_file            file-missing manifest-foreign-name
manifest_crlf                   file-not-listed …
manifest_empty                  file-not-listed …
manifest_line_missing           file-not-listed
manifest_line_twice             manifest-duplicate
manifest_no_last_lf             manifest-malformed …
manifest_one_space              manifest-malformed …
manifest_outside                file-missing …
manifest_star                   manifest-malformed …
manifest_unsorted               manifest-unsorted
manifest_upper                  manifest-malformed …
missing_bag_info_txt            file-missing
missing_bagit_txt               file-missing
missing_bundle_sig              file-missing signer=invalid
missing_checkpoint              file-missing … completeness=not-checked signer=invalid
missing_findings_json           file-missing oxum-mismatch
missing_key_note                file-missing
missing_key_pem                 file-missing
missing_leaves_txt              file-missing oxum-mismatch … completeness=not-checked
missing_manifest_sha256_txt     file-missing file-not-listed …
missing_openings_jsonl          file-missing oxum-mismatch …
missing_readme_txt              file-missing oxum-mismatch
missing_recording               file-missing oxum-mismatch attachment-missing
missing_records_jsonl           file-missing oxum-mismatch
missing_report_html             file-missing oxum-mismatch
missing_selection_json          file-missing oxum-mismatch
missing_tagmanifest_sha256_txt  file-missing file-not-listed … signer=invalid
opening_changed                 opening-mismatch …
opening_missing                 opening-missing
opening_not_canonical           opening-malformed …
opening_not_committed           opening-of-nothing
opening_of_hidden               opening-of-nothing
opening_of_masked               masked-field-opened
opening_of_no_record            opening-of-nothing …
opening_order                   opening-out-of-order
opening_salt                    opening-mismatch …
opening_swapped_values          opening-mismatch …
opening_twice                   opening-out-of-order
opening_unknown_field           opening-malformed …
record_changed                  leaf-mismatch
record_dropped                  selection-mismatch …
record_empty_line               record-malformed …
record_first_dropped            first-record-missing …
record_last_dropped             last-record-missing …
record_log_level_dropped        log-level-record-missing …
record_none                     no-records …
record_not_canonical            record-malformed …
record_null                     record-malformed …
record_of_another_log           record-not-in-log …
record_swapped                  record-out-of-order … time=contradictory
record_twice                    record-out-of-order …
record_version_2                unsupported-version …
records_crlf                    record-malformed …
records_no_last_lf              record-malformed …
renamed_recording               file-missing file-extra content-name-mismatch
selection_hidden                selection-mismatch
selection_mask_unknown          selection-malformed
selection_member_more           selection-malformed
selection_no_object             selection-malformed
selection_not_canonical         selection-malformed
selection_program               selection-mismatch
selection_redacted              selection-mismatch
selection_shown                 selection-mismatch
selection_time                  selection-mismatch
selection_version               unsupported-version
selection_withheld_enclosed     attachment-extra
selection_withheld_unsorted     selection-malformed
signature_hex                   bundle-signature-invalid
signature_long                  bundle-signature-invalid
signature_no_last_lf            bundle-signature-invalid
signature_not_canonical         bundle-signature-invalid
signature_of_attacker           bundle-signature-invalid
signature_other_statement       bundle-signature-invalid
signature_short                 bundle-signature-invalid
signature_swapped               bundle-signature-invalid
tag_bagit_encoding              bagit-malformed
tag_bagit_version               bagit-malformed
tag_info_agent                  selection-mismatch
tag_info_date                   bag-info-malformed
tag_info_folded                 bag-info-malformed
tag_info_format_0               bag-info-malformed
tag_info_format_2               ! unsupported-version
tag_info_less                   bag-info-malformed
tag_info_more                   bag-info-malformed
tag_info_order                  bag-info-malformed
tag_info_origin                 bag-info-mismatch
tag_info_oxum                   oxum-mismatch
tag_info_size                   bag-info-mismatch
tag_info_time                   bag-info-malformed
tag_key_note_line               key-malformed signer=invalid
tag_key_note_name               key-mismatch signer=invalid
tag_key_note_other              key-mismatch signer=invalid
tag_key_pem_other               key-mismatch key-not-of-log … signer=invalid
tagmanifest_absent_file         file-missing manifest-foreign-name
tagmanifest_crlf                file-not-listed …
tagmanifest_empty               file-not-listed
tagmanifest_line_missing        file-not-listed
tagmanifest_line_twice          manifest-duplicate
tagmanifest_no_last_lf          manifest-malformed …
tagmanifest_one_space           manifest-malformed …
tagmanifest_star                manifest-malformed …
tagmanifest_unsorted            manifest-unsorted
tagmanifest_upper               manifest-malformed …
time_clock_jump                 clock-jump-unexplained
time_event_after_recorded       event-after-recorded
time_recorded_back              recorded-goes-back …
time_sightings_disagree         sightings-disagree
head_malformed                  checkpoint-malformed … completeness=not-checked
record_too_large                record-too-large …
redacted_nothing                redaction-of-nothing …
redacted_opened                 redacted-but-opened
selection_too_large             file-too-large …
zip_broken_data                 container-bad-data …
zip_extra_cut                   ! container-bad-extra
zip_no_header                   ! container-bad-header
zip_zip64_missing               ! container-zip64
zip_after                       container-data-after
zip_before                      container-data-before
zip_between                     container-gap
zip_bomb                        ! container-bomb
zip_case                        ! container-duplicate-name
zip_comment                     container-comment
zip_crc                         container-crc-mismatch
zip_cut                         ! not-a-zip
zip_descriptor                  ! container-header-mismatch
zip_empty                       ! not-a-zip
zip_encrypted                   ! container-encrypted
zip_end_comment_size            ! container-cut-short
zip_end_count                   ! container-count-mismatch
zip_end_cut                     ! not-a-zip
zip_end_disk                    ! container-multi-disk
zip_end_here                    ! container-count-mismatch
zip_end_offset                  ! container-directory-misplaced
zip_end_size                    ! container-directory-misplaced
zip_folder                      ! container-not-a-file
zip_gap                         container-gap
zip_local_crc                   ! container-header-mismatch
zip_local_method                ! container-header-mismatch
zip_local_name                  ! container-header-mismatch
zip_local_packed                ! container-header-mismatch
zip_local_size                  ! container-header-mismatch
zip_method                      ! container-method
zip_name_backslash              ! container-bad-name
zip_name_dot                    ! container-bad-name
zip_name_double                 ! container-bad-name
zip_name_drive                  ! container-bad-name
zip_name_empty_name             ! container-bad-name
zip_name_no_top                 file-extra
zip_name_not_utf8               ! container-bad-name
zip_name_nul                    ! container-bad-name
zip_name_other_top              file-extra
zip_name_root                   ! container-bad-name
zip_name_slip                   ! container-bad-name
zip_name_slip_inside            ! container-bad-name
zip_overlap                     ! container-overlap
zip_size                        ! container-size-mismatch
zip_symlink                     ! container-not-a-file
zip_text                        ! not-a-zip
zip_twice                       ! container-duplicate-name
zip_unlisted                    container-gap
admitted_mistyped               opening-mistyped
admitted_detail_more            opening-mistyped
admitted_masked_open            masked-field-opened
sightings_picture               sightings-disagree
mistyped_party_text             opening-mistyped
mistyped_party_no_shown         opening-mistyped
mistyped_party_more             opening-mistyped
mistyped_party_group            opening-mistyped
mistyped_own_group              opening-mistyped
mistyped_body                   opening-mistyped
mistyped_contact                opening-mistyped
mistyped_detail                 opening-mistyped
mistyped_names                  opening-mistyped
mistyped_location               opening-mistyped
mistyped_source_row             opening-mistyped
mistyped_pdu                    opening-mistyped
selection_party_text            selection-malformed
selection_party_numbers         selection-malformed
selection_case_list             selection-malformed
selection_from_text             selection-malformed
selection_chosen_more           selection-malformed
"""

CODES = {row.split()[0]: row.split()[1:] for row in TABLE.strip().splitlines()}
