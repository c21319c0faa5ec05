-- A small research cloud, some years old: the database of its Glance (Wallaby to Zed). Everything in it is invented.
--
--     sqlite3 glance.sqlite < samples/cloud.sql
--     glance-audit scan glance.sqlite --policy samples/policy.yaml --now 2026-01-02T03:04:05Z
--
-- The projects: `platform` runs the cloud and publishes images for all, `ci` builds and throws away, `genomics`,
-- `climate`, `robotics` and `teaching` do research and teach, `visitor` is an account that anybody may apply for.
-- (A real Glance has 32 hexadecimal digits there.) What the audit finds is in tests/samples/cloud.yaml.

BEGIN;

-- The schema: children.sql and wallaby_contract01.sql of samples/schemas.

CREATE TABLE images (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    name VARCHAR(255),
    size BIGINT,
    status VARCHAR(30) NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL,
    disk_format VARCHAR(20),
    container_format VARCHAR(20),
    checksum VARCHAR(32),
    owner VARCHAR(255),
    min_disk INTEGER NOT NULL,
    min_ram INTEGER NOT NULL,
    protected BOOLEAN NOT NULL DEFAULT 0,
    virtual_size BIGINT,
    visibility VARCHAR(9) NOT NULL DEFAULT 'shared',
    os_hidden BOOLEAN NOT NULL DEFAULT 0,
    os_hash_algo VARCHAR(64),
    os_hash_value VARCHAR(128)
);

CREATE TABLE image_properties (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    name VARCHAR(255) NOT NULL,
    value TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    UNIQUE (image_id, name)
);

CREATE TABLE image_tags (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    value VARCHAR(255) NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1))
);

CREATE TABLE image_locations (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    value TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    meta_data TEXT,
    status VARCHAR(30) NOT NULL DEFAULT 'active'
);

CREATE TABLE image_members (
    id INTEGER NOT NULL PRIMARY KEY,
    image_id VARCHAR(36) NOT NULL REFERENCES images (id),
    member VARCHAR(255) NOT NULL,
    can_share BOOLEAN NOT NULL CHECK (can_share IN (0, 1)),
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    UNIQUE (image_id, member, deleted_at)
);

CREATE TABLE tasks (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    type VARCHAR(30) NOT NULL,
    status VARCHAR(30) NOT NULL,
    owner VARCHAR(255) NOT NULL,
    expires_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME,
    deleted_at DATETIME,
    deleted BOOLEAN NOT NULL CHECK (deleted IN (0, 1)),
    image_id VARCHAR(36),
    request_id VARCHAR(64),
    user_id VARCHAR(64)
);

CREATE TABLE task_info (
    task_id VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES tasks (id),
    input TEXT,
    result TEXT,
    message TEXT
);

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL PRIMARY KEY
);
INSERT INTO alembic_version VALUES ('wallaby_contract01');

-- The images, with what matters of each. All other columns follow below.

CREATE TEMPORARY TABLE story (id, name, owner, visibility, created_at, deleted_at);
INSERT INTO story VALUES

-- The images that the platform team publishes today. Nothing is wrong with them.
('7450bc56-6fc6-4ccb-95b5-582a736a9625', 'ubuntu-24.04',   'platform', 'public', '2024-05-02 08:14:31', NULL),
('839920ac-c483-4858-ba92-89f30aa88e0e', 'ubuntu-22.04',   'platform', 'public', '2022-05-11 09:40:02', NULL),
('ed151405-abbd-41c5-9a17-b2dcac6791fb', 'debian-12',      'platform', 'public', '2023-06-20 07:55:48', NULL),
('ade87f30-ac38-4b26-a8e4-a97679009af2', 'el9',            'platform', 'public', '2023-02-01 10:03:27', NULL),
('d2530c75-b128-41f8-98d7-1ff8e1ea4a89', 'cirros-0.6.2',   'platform', 'public', '2023-09-14 12:30:00', NULL),
('b13a5860-e5b6-4ebb-999c-29f0587c05bd', 'golden-2025.4',  'platform', 'public', '2025-12-01 06:00:09', NULL),
('c1e48db6-1572-4e77-ad4a-022451268b4d', 'deploy-kernel',  'platform', 'public', '2023-03-08 15:21:10', NULL),
('b85141e7-7f1c-4e9a-864a-e110404d99df', 'deploy-ramdisk', 'platform', 'public', '2023-03-08 15:22:46', NULL),
('9b4e4fef-5903-48c7-aa1a-6404dc7daa03', 'amphora',        'platform', 'private', '2024-01-17 11:00:55', NULL),

-- Those that it published once and deleted long ago. Old servers, templates and course notes still name them, and the
-- next purge frees their IDs. One of them, ubuntu-20.04, is named by a snapshot further down.
('68a0e1e8-449f-4f4b-bc5b-5fc1a95ad80c', 'ubuntu-18.04',   'platform', 'public', '2021-11-03 09:12:20', '2023-06-01 08:02:11'),
('8a9c9c88-f9d0-4a00-a0d2-67140709ba65', 'ubuntu-20.04',   'platform', 'public', '2021-11-03 09:30:41', '2025-06-02 07:45:03'),
('ecf27230-7679-4711-aedf-539e928fe240', 'debian-10',      'platform', 'public', '2021-11-04 13:05:59', '2024-07-01 08:11:38'),
('324df934-21b5-406c-b2d8-2c7aad153b48', 'el7',            'platform', 'public', '2021-11-04 14:47:15', '2024-07-01 08:12:02'),
('7e236b24-4d58-4991-a4bf-6aafe092f2de', 'golden-2025.1',  'platform', 'public', '2025-03-03 06:00:12', '2025-06-02 06:10:44'),

-- The same, but deleted lately: they come due in the summer of 2026.
('d54519ee-2b20-42e6-98d8-b45af57c6e80', 'golden-2025.3',  'platform', 'public', '2025-09-01 06:00:08', '2025-12-01 06:10:37'),
('fe4cec74-4eb8-4fce-8495-7b0f7691b133', 'cirros-0.5.2',   'platform', 'public', '2021-11-05 08:00:19', '2025-11-20 16:33:52'),
-- Deleted by a host whose clock was ten years ahead.
('11f836bc-0f74-42cc-b679-80bb9db90a48', 'golden-2025.2',  'platform', 'public', '2025-06-02 06:00:10', '2035-09-01 06:10:21'),

-- Those that somebody has thought of: pinned. They block their IDs for ever, and no purge takes them.
('31d4f0e9-52ea-4af9-852e-f45d0e3ad563', 'ubuntu-16.04',   'platform', 'public', '2021-11-03 08:50:33', 'pinned'),
('69c7e597-d044-4b0c-9714-3c7b0ed45c6a', 'debian-9',       'platform', 'public', '2021-11-04 12:58:07', 'pinned'),

-- Community images: in nobody's list, and in many a script.
('5cd6aba3-4eb2-450e-8e93-b11c1e832c5d', 'genome-toolkit-3', 'genomics', 'community', '2025-02-10 14:02:50', NULL),
('a6a3115e-1d4c-4bb9-ad2a-8cb985bd708b', 'genome-toolkit-2', 'genomics', 'community', '2023-05-30 09:25:16', '2025-02-12 10:00:00'),
('4aa928f4-4aba-4b1b-b756-3f88f3e0ae84', 'ros-lab',          'robotics', 'community', '2024-10-01 07:31:44', '2025-10-06 12:19:05'),

-- Images without an owner, from an import in the cloud's first weeks: whatever they say, everyone can use them.
('dbedb145-3615-4915-a8b4-f72990b91e53', 'imported-appliance', NULL, 'private', '2021-11-01 10:00:00', '2024-03-15 17:20:29'),
('b22c867c-a105-4353-a041-43353eca4cb8', 'imported-router',    NULL, 'shared',  '2021-11-01 10:00:00', NULL),

-- Shared images. Of the deleted ones climate-model-6 had members to the end; climate-model-5 was shared in name only,
-- the member of climate-model-4 had been removed weeks before, and robot-sim is too young for a purge.
('06ce09db-cb5a-4c84-8135-5375b4f3d7f1', 'climate-model-7', 'climate',  'shared', '2025-01-14 11:48:22', NULL),
('52f26446-eec1-4232-8ddc-6f92f3c6225f', 'climate-model-6', 'climate',  'shared', '2024-01-22 10:15:36', '2025-01-15 09:00:41'),
('86fc4945-04ce-4e3a-8bcf-df3871e77901', 'climate-model-5', 'climate',  'shared', '2023-01-19 12:22:08', '2024-01-23 08:36:57'),
('ea67eb56-e12e-4ccf-86d1-1d2028361640', 'climate-model-4', 'climate',  'shared', '2022-02-02 15:10:49', '2023-03-01 13:44:30'),
('70a6b8e0-8c40-48d7-8d4f-f24ef9c99c72', 'robot-sim',       'robotics', 'shared', '2025-04-07 09:09:09', '2025-12-18 16:05:12'),

-- The projects' own business: private images, live and deleted. ci makes one every night and deletes it the next.
('8e8c889c-453e-4bc0-bc8c-b2c4027e0644', 'course-desktop',   'teaching', 'private', '2025-09-22 08:00:00', NULL),
('5aa36aac-2ff6-4af9-9155-22e0bcfe2004', 'course-desktop',   'teaching', 'private', '2024-09-23 08:00:00', '2025-03-31 18:12:27'),
('7fd453b8-6dfb-4624-9080-ae90427e8822', 'before-upgrade',   'genomics', 'private', '2024-11-08 19:37:04', NULL),
('1f4fc4a3-bf7e-4715-bda8-0d96b514bea1', 'ci-runner-1841',   'ci', 'private', '2025-05-04 01:00:03', '2025-05-05 01:10:14'),
('edc7d994-5d89-4523-82f2-0aec65d343b0', 'ci-runner-1842',   'ci', 'private', '2025-05-05 01:00:02', '2025-05-06 01:10:12'),
('d4c3b7bc-7633-4dee-83bd-d35783c1ea57', 'ci-runner-2081',   'ci', 'private', '2025-12-30 01:00:05', '2025-12-31 01:10:13'),
('485bf83f-18eb-4933-9967-979cfb156b5c', 'ci-runner-2082',   'ci', 'private', '2025-12-31 01:00:03', '2026-01-01 01:10:15'),
('049aa571-5527-4c51-a4ee-cb7162eed3ce', 'ci-runner-2083',   'ci', 'private', '2026-01-01 01:00:04', NULL),
('7c3eb353-da76-46a2-8876-8b4b815a0d99', '',                 'ci', 'private', '2025-12-29 23:59:59', NULL),
('d69b6643-9dd4-478f-93cc-db24cd7532e6', NULL,               'robotics', 'private', '2024-08-12 10:41:18', '2024-08-12 10:43:50'),

-- Deleted by mistake and brought back by hand; deleted_at was forgotten. The next purge destroys it.
('138b5833-9a7f-4688-a90a-55925e3ddf90', 'licence-server', 'platform', 'private', '2022-10-05 14:00:37', '2025-05-19 09:27:46'),

-- Half-deleted: a deletion that broke off, and a failed import that was tidied up in SQL.
('21c30ade-9028-41f2-9ec5-da27cffe2b93', 'broken-upload', 'teaching', 'private', '2022-03-16 13:13:13', NULL),
('66268f09-075a-46aa-9052-262fe7d2d9bc', 'broken-import', 'climate',  'private', '2023-08-24 17:03:21', '2023-08-25 08:00:00'),

-- The ID of el9, in capitals, from the account that anybody may apply for.
('ADE87F30-AC38-4B26-A8E4-A97679009AF2', 'el9', 'visitor', 'community', '2025-10-30 03:12:58', NULL),

-- Names are written by strangers.
('9cd664be-eb08-49a5-88ab-1ca980d63693', '<img src=x onerror=alert(document.domain)>',           'visitor', 'community', '2025-04-18 02:40:11', '2025-04-18 02:51:36'),
('31fc12e9-cdbb-47a4-89a7-01bf8fe0a5ba', '=HYPERLINK("https://example.org/?"&A1,"free GPUs")',   'visitor', 'community', '2025-04-18 02:41:30', '2025-04-18 02:51:40'),
('dfc6dd69-fdd2-4830-b2dc-f84a5ace8fb3', '''); DROP TABLE images; -- `reboot` $(reboot)',         'visitor', 'community', '2025-04-18 02:42:55', '2025-04-18 02:51:44'),
('beec0260-87ef-4880-a49f-66ee30535a44', 'ubuntu' || char(27) || '[2K' || char(13, 10, 8238) || '0 findings', 'visitor', 'community', '2025-04-18 02:44:20', '2025-04-18 02:51:47'),
('09d84419-fb51-43cd-bf38-b19fc24bbcfe', '{name} %s | [link](javascript:alert(1)) ]]>',          'visitor', 'private', '2025-04-18 02:45:02', NULL);

INSERT INTO images (id, name, size, status, created_at, updated_at, deleted_at, deleted, disk_format,
                    container_format, checksum, owner, min_disk, min_ram, protected, virtual_size, visibility)
SELECT id, name, 671088640, CASE WHEN deleted_at IS NULL THEN 'active' ELSE 'deleted' END,
       created_at || '.000000', created_at || '.000000',
       CASE WHEN deleted_at <> 'pinned' THEN deleted_at || '.000000' END, deleted_at IS NOT NULL, 'qcow2',
       'bare', replace(lower(id), '-', ''), owner, 10, 512, 0, 10737418240, visibility
FROM story;
DROP TABLE story;

UPDATE images SET protected = 1 WHERE owner = 'platform' AND NOT deleted;
UPDATE images SET disk_format = 'raw', container_format = 'aki' WHERE name = 'deploy-kernel';
UPDATE images SET disk_format = 'raw', container_format = 'ari' WHERE name = 'deploy-ramdisk';
UPDATE images SET status = 'deactivated' WHERE name = 'imported-router';
UPDATE images SET status = 'queued', size = NULL, virtual_size = NULL, checksum = NULL WHERE name = '';
UPDATE images SET status = 'active', deleted = 0 WHERE name = 'licence-server';
UPDATE images SET status = 'deleted' WHERE name = 'broken-upload';
UPDATE images SET status = 'killed' WHERE name = 'broken-import';

-- What hangs on the images. Glance deletes it at the same moment as the image. Of the pinned ones nothing is left:
-- earlier purges took it.

INSERT INTO image_locations (image_id, value, meta_data, status, created_at, deleted_at, deleted)
SELECT id, 'file:///var/lib/glance/images/' || id, '{"store": "default"}',
       CASE WHEN deleted THEN 'deleted' ELSE 'active' END, created_at, deleted_at, deleted
FROM images WHERE status <> 'queued' AND NOT (deleted AND deleted_at IS NULL);

INSERT INTO image_properties (image_id, name, value, created_at, deleted_at, deleted)
SELECT id, 'os_distro', substr(name, 1, instr(name, '-') - 1), created_at, deleted_at, deleted
FROM images WHERE (name LIKE 'ubuntu-%' OR name LIKE 'debian-%' OR name LIKE 'cirros-%')
              AND NOT (deleted AND deleted_at IS NULL);

INSERT INTO image_tags (image_id, value, created_at, deleted_at, deleted)
SELECT id, 'golden', created_at, deleted_at, deleted FROM images WHERE name LIKE 'golden-%';

-- A snapshot of a server that was made from ubuntu-20.04, and says so.
INSERT INTO image_properties (image_id, name, value, created_at, deleted) VALUES
('7fd453b8-6dfb-4624-9080-ae90427e8822', 'image_type',     'snapshot',                             '2024-11-08 19:37:04.000000', 0),
('7fd453b8-6dfb-4624-9080-ae90427e8822', 'base_image_ref', '8a9c9c88-f9d0-4a00-a0d2-67140709ba65', '2024-11-08 19:37:04.000000', 0);

INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted_at, deleted) VALUES
-- climate-model-7: live
('06ce09db-cb5a-4c84-8135-5375b4f3d7f1', 'teaching', 0, 'accepted', '2025-01-14 11:52:00.000000', NULL, 0),
('06ce09db-cb5a-4c84-8135-5375b4f3d7f1', 'genomics', 0, 'pending',  '2025-01-14 11:52:08.000000', NULL, 0),
-- climate-model-6: two members when it was deleted, one removed long before
('52f26446-eec1-4232-8ddc-6f92f3c6225f', 'teaching', 0, 'accepted', '2024-01-22 10:20:00.000000', '2025-01-15 09:00:41.000000', 1),
('52f26446-eec1-4232-8ddc-6f92f3c6225f', 'genomics', 0, 'pending',  '2024-01-22 10:20:07.000000', '2025-01-15 09:00:41.000000', 1),
('52f26446-eec1-4232-8ddc-6f92f3c6225f', 'robotics', 0, 'rejected', '2024-01-22 10:20:15.000000', '2024-06-03 14:30:00.000000', 1),
-- climate-model-4: none was left
('ea67eb56-e12e-4ccf-86d1-1d2028361640', 'teaching', 0, 'accepted', '2022-02-02 15:15:00.000000', '2023-01-30 09:12:00.000000', 1),
-- robot-sim: deleted, not yet purgeable
('70a6b8e0-8c40-48d7-8d4f-f24ef9c99c72', 'teaching', 0, 'accepted', '2025-04-07 09:15:00.000000', '2025-12-18 16:05:12.000000', 1);

-- Of two images of 2022 these rows are all that an impatient DELETE has left. Their IDs can be taken today.
INSERT INTO image_properties (image_id, name, value, created_at, deleted_at, deleted) VALUES
('54e1ccf2-ca6c-4073-b0ea-f18c6d242905', 'os_distro',   'fedora', '2022-04-27 08:30:00.000000', NULL, 0),
('54e1ccf2-ca6c-4073-b0ea-f18c6d242905', 'hw_disk_bus', 'virtio', '2022-04-27 08:30:00.000000', NULL, 0);
INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted_at, deleted) VALUES
('35b08068-bd6a-438b-bbaf-23aba6885b98', 'climate', 0, 'accepted', '2022-08-15 10:00:00.000000', '2023-02-20 11:11:11.000000', 1);

INSERT INTO tasks (id, type, status, owner, created_at, updated_at, deleted, image_id, request_id, user_id) VALUES
('1514220d-c659-4e6f-bc5c-ca435aaed934', 'api_image_import', 'success', 'genomics', '2025-02-10 14:02:51.000000',
 '2025-02-10 14:09:30.000000', 0, '5cd6aba3-4eb2-450e-8e93-b11c1e832c5d', 'req-4084544b-26f6-4775-a7bb-84d95c853304', 'gt-build');
INSERT INTO task_info (task_id, input, result, message) VALUES
('1514220d-c659-4e6f-bc5c-ca435aaed934', '{"image_id": "5cd6aba3-4eb2-450e-8e93-b11c1e832c5d"}',
 '{"image_id": "5cd6aba3-4eb2-450e-8e93-b11c1e832c5d"}', '');

COMMIT;
