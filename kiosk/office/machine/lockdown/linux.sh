#!/bin/sh
# Lock this laptop down for Open Day, on a Linux with systemd. What each step is for stands in
# kiosk/docs/lockdown.md.
#
#   sudo sh kiosk/office/machine/lockdown/linux.sh [--yes] [--port N] [--browser PATH]
#   sudo sh kiosk/office/machine/lockdown/linux.sh --undo [--yes] [--browser PATH]
#
# It may be run again at any time: it leaves what is right, and puts right what is not.
set -eu

service=kiosk                # the user who runs the booth, and owns the data
screen=booth-screen          # the user who shows the screen, and can read none of the data
port=8080
browser=
undo=
yes=
state=/var/lib/kiosk-lockdown  # what was there before, for --undo
units=/etc/systemd/system
asleep="sleep.target suspend.target hibernate.target hybrid-sleep.target"

say() { printf '%s\n' "$@"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

while [ $# -gt 0 ]; do
    case $1 in
        --undo) undo=1 ;;
        --yes) yes=1 ;;
        --port) port=${2:?}; shift ;;
        --browser) browser=${2:?}; shift ;;
        *) fail "不认识的选项 / unknown option: $1" ;;
    esac
    shift
done

# The program is the folder four levels above this script.
program=$(cd "$(dirname "$0")/../../../.." && pwd -P)
python=$program/.venv/bin/python
data=$program/instance

# ---- First, whether it can be done at all. Nothing is changed until all of this holds.

[ "$(id -u)" = 0 ] || fail "请用 sudo 运行。" "Run this with sudo."
case $port in '' | *[!0-9]*) fail "端口应是数字：$port" "The port is a number, not $port" ;; esac
case $program in
    *[!A-Za-z0-9/_.-]*)
        fail "程序文件夹的路径里有空格或别的字符：$program；请移到 /opt/kiosk 再运行。" \
            "The program's path has blanks or other letters: $program. Move it to /opt/kiosk." ;;
esac
[ -x "$python" ] || fail "先安装程序（README.md）：没有 $python" \
    "Install the program first (README.md): there is no $python"

# A folder that others may not enter, such as a home folder, hides the program from both users.
# As "nobody" the interpreter and the program must be found.
reached() { setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$1"; }

plan() {
    if [ -n "$undo" ]; then
        say "撤销：" \
            "  1. 停用并删除 kiosk-booth、kiosk-screen 两个服务，恢复原来的桌面登录、睡眠和按键" \
            "  2. 取下浏览器策略" \
            "  3. 删除用户 $screen 和他的主文件夹；删除用户 $service" \
            "  4. 程序和数据还给原来的用户；数据（$data）一个字节也不删" \
            "Undo:" \
            "  1. stop and delete the services kiosk-booth and kiosk-screen; bring the desktop's" \
            "     sign-in, sleep and keys back" \
            "  2. take the browser's policies away" \
            "  3. delete the user $screen with its home folder, and the user $service" \
            "  4. give program and data back to their former user; not a byte of $data is deleted"
        return
    fi
    say "将要在这台电脑上做：" \
        "  1. 建两个用户，都没有口令、不能登录：$service 运行展位，$screen 只显示屏幕" \
        "  2. $program 归 root，别人只能读；数据 $data 归 $service，别人读不到" \
        "  3. 服务 kiosk-booth：开机启动展位（端口 $port）" \
        "  4. 服务 kiosk-screen：开机由 $screen 全屏打开浏览器，代替桌面；它只能连本机" \
        "  5. 浏览器只显示展位的页面" \
        "  6. 不睡眠，合盖不停，关掉 Ctrl+Alt+Del 和 SysRq 键" \
        "  7. 插上的 U 盘归 $service，挂在 /media 下" \
        "This will be done on this machine:" \
        "  1. make two users without passwords who cannot sign in: $service runs the booth," \
        "     $screen shows the screen and nothing else" \
        "  2. $program becomes root's, others only read it; the data in $data become" \
        "     $service's, and nobody else reads them" \
        "  3. service kiosk-booth: starts the booth with the machine (port $port)" \
        "  4. service kiosk-screen: $screen shows the browser full-screen in place of a desktop," \
        "     and reaches this machine only" \
        "  5. the browser shows the booth's pages only" \
        "  6. no sleep, also with the lid shut; Ctrl+Alt+Del and SysRq do nothing" \
        "  7. sticks belong to $service, below /media"
}

agree() {
    plan
    [ -z "$yes" ] || return 0
    printf '%s' "做吗？/ Go on? [y/N] "
    read -r answer || answer=
    case $answer in y | Y | yes) ;; *) fail "什么也没有改。" "Nothing was changed." ;; esac
}

# Speak to systemd where it runs; in an image that is being prepared, only change its files.
runs() { [ -d /run/systemd/system ]; }
now() { if runs; then systemctl "$@"; fi; }
units_do() { systemctl --quiet "$@" 2>/dev/null || systemctl --quiet --root=/ "$@"; }

# Whether the booth runs as the service that this script made; only that one is restarted below.
is_active() { runs && systemctl --quiet is-active kiosk-booth.service; }

# Write a file from standard input, whole, with a mode.
put() {
    mkdir -p "$(dirname "$2")"
    cat >"$2.new"
    chmod "$1" "$2.new"
    mv "$2.new" "$2"
}

# Keep the first word on how something was before; later runs leave it.
remember() { [ -e "$state/$1" ] || printf '%s\n' "$2" >"$state/$1"; }

policies() {
    (cd "$program" && "$python" -B -m kiosk browser "$@" ${browser:+--browser "$browser"})
}

lock() {
    { cage=$(command -v cage) && command -v Xwayland >/dev/null; } ||
        fail "先安装 cage 和 xwayland（apt install cage xwayland）：只显示一个全屏程序。" \
            "Install cage and xwayland first (apt install cage xwayland): they show one program" \
            "full-screen."
    { reached "$(readlink -f "$python")" && reached "$python"; } ||
        fail "别的用户进不了 $program 或它的 Python；请把程序移到 /opt/kiosk，用系统的 Python 重新安装。" \
            "Other users cannot enter $program or its Python: move the program to /opt/kiosk and" \
            "install it again with the system's Python."
    if ! is_active && [ -e "$data/serve.lock" ] && ! flock -n "$data/serve.lock" true; then
        fail "展位正在运行；先停止它。" "A booth is running; stop it first."
    fi
    agree

    say "1. 用户 / users"
    mkdir -p "$state"
    chmod 700 "$state"
    remember owner "$(stat -c %u:%g "$program")"
    remember target "$(readlink $units/default.target || true)"
    remember desktop "$(readlink $units/display-manager.service || true)"
    remember udev "$(ls -d /etc/udev/rules.d 2>/dev/null || true)"
    getent passwd $service >/dev/null ||
        useradd --system --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin $service
    getent passwd $screen >/dev/null ||
        useradd --user-group --create-home --shell /usr/sbin/nologin $screen
    home=$(getent passwd $screen | cut -d: -f6)
    chmod 700 "$home"

    say "2. 文件 / files"
    now stop kiosk-booth.service 2>/dev/null || true
    mkdir -p "$data"
    # Neither user may write here, so Python's compiled files are made now: the booth starts faster.
    "$python" -m compileall -q "$program/kiosk"
    chown root:root "$program"
    chmod 755 "$program"
    for each in "$program"/* "$program"/.[!.]*; do
        [ -e "$each" ] || continue
        rights=go-rwx owner=root:root  # Whatever else lies here, such as a backup, is nobody's business.
        case ${each##*/} in
            instance) owner=$service:$service ;;
            kiosk | templates | static | .venv | requirements.txt | README.md) rights=go-w,go+rX ;;
        esac
        chown -Rh "$owner" "$each"
        find "$each" ! -type l -exec chmod "u+rwX,$rights" {} +
    done
    # Settings are root's, since there may be a secret among them: systemd reads them.
    [ -e /etc/kiosk/settings ] || put 600 /etc/kiosk/settings <<-'END'
		# KIOSK_UNIT=danghu
		# KIOSK_SECOND_FACTOR=admin,privacy
	END
    chmod 600 /etc/kiosk/settings

    say "3. 展位服务 / the booth's service"
    put 644 $units/kiosk-booth.service <<-END
		[Unit]
		Description=Open Day kiosk: the booth

		[Service]
		User=$service
		WorkingDirectory=$program
		EnvironmentFile=-/etc/kiosk/settings
		ExecStart=$python -m kiosk --port $port
		Restart=always
		RestartSec=2
		UMask=0077
		NoNewPrivileges=yes
		CapabilityBoundingSet=
		PrivateTmp=yes
		PrivateDevices=yes
		ProtectSystem=full
		ProtectHome=read-only
		ProtectKernelTunables=yes
		ProtectKernelModules=yes
		ProtectControlGroups=yes
		ProtectProc=invisible
		RestrictSUIDSGID=yes
		RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
		LockPersonality=yes
		LimitCORE=0

		[Install]
		WantedBy=multi-user.target
	END

    say "4. 屏幕服务 / the screen's service"
    put 644 /etc/pam.d/kiosk-screen <<-'END'
		auth     required  pam_deny.so
		account  required  pam_unix.so
		session  required  pam_unix.so
		session  optional  pam_systemd.so
	END
    # cage shows one program and lets nobody switch to another terminal. Some browsers crash when they
    # speak to it directly, without X between.
    put 644 $units/kiosk-screen.service <<-END
		[Unit]
		Description=Open Day kiosk: the screen
		Wants=kiosk-booth.service dbus.socket systemd-logind.service
		After=kiosk-booth.service dbus.socket systemd-logind.service systemd-user-sessions.service
		After=plymouth-quit-wait.service getty@tty1.service
		Conflicts=getty@tty1.service

		[Service]
		User=$screen
		PAMName=kiosk-screen
		WorkingDirectory=$program
		ExecStart=$cage -d -- $python -m kiosk open --port $port --flag=--ozone-platform=x11 ${browser:+--browser $browser}
		Restart=always
		RestartSec=2
		UMask=0077
		TTYPath=/dev/tty1
		TTYReset=yes
		TTYVHangup=yes
		TTYVTDisallocate=yes
		StandardInput=tty-fail
		StandardOutput=journal
		StandardError=journal
		UtmpIdentifier=tty1
		UtmpMode=user
		InaccessiblePaths=$data
		ProtectSystem=full
		LimitCORE=0

		[Install]
		WantedBy=graphical.target
		Alias=display-manager.service
	END
    put 644 "$units/user-$(id -u $screen).slice.d/kiosk.conf" <<-'END'
		[Slice]
		IPAddressDeny=any
		IPAddressAllow=localhost
	END
    # The desktop's sign-in gives way to the screen.
    case $(readlink $units/display-manager.service || true) in
        '' | *kiosk-screen.service) ;;
        *) rm $units/display-manager.service ;;
    esac
    units_do enable kiosk-booth.service kiosk-screen.service
    units_do set-default graphical.target

    say "5. 浏览器策略 / the browser's policies"
    policies lock --port "$port"

    say "6. 睡眠和按键 / sleep and keys"
    # shellcheck disable=SC2086 # They are several words.
    units_do mask $asleep ctrl-alt-del.target
    put 644 /etc/systemd/logind.conf.d/kiosk.conf <<-'END'
		[Login]
		HandleLidSwitch=ignore
		HandleLidSwitchExternalPower=ignore
		HandleLidSwitchDocked=ignore
	END
    put 644 /etc/sysctl.d/90-kiosk.conf <<-'END'
		kernel.sysrq = 0
	END

    say "7. U 盘 / sticks"
    put 644 /etc/udev/rules.d/90-kiosk.rules <<-END
		ACTION=="add", SUBSYSTEM=="block", SUBSYSTEMS=="usb", ENV{ID_FS_USAGE}=="filesystem", RUN{program}+="/usr/bin/systemd-mount --no-block --collect --owner=$service --options=nosuid,nodev,noexec,umask=0077 \$devnode /media/%k"
	END

    now daemon-reload
    now restart kiosk-booth.service
    if runs; then
        sysctl -q -p /etc/sysctl.d/90-kiosk.conf || true
        udevadm control --reload || true
    fi
    say "好了。请重新启动电脑，然后检查：" "Done. Restart the machine, then check:" \
        "  cd $program && sudo -u $screen $python -m kiosk check --port $port"
}

unlock() {
    agree
    now disable --now kiosk-screen.service kiosk-booth.service 2>/dev/null || true
    units_do disable kiosk-screen.service kiosk-booth.service || true
    # shellcheck disable=SC2086 # They are several words.
    units_do unmask $asleep ctrl-alt-del.target
    rm -f $units/kiosk-booth.service $units/kiosk-screen.service /etc/pam.d/kiosk-screen \
        /etc/systemd/logind.conf.d/kiosk.conf /etc/sysctl.d/90-kiosk.conf /etc/udev/rules.d/90-kiosk.rules
    rmdir /etc/systemd/logind.conf.d 2>/dev/null || true
    # Where there was no such folder, it was made for our rules.
    [ -n "$(cat "$state/udev" 2>/dev/null)" ] || rmdir /etc/udev/rules.d /etc/udev 2>/dev/null || true
    policies unlock || true
    if getent passwd $screen >/dev/null; then
        rm -rf "$units/user-$(id -u $screen).slice.d"
        now stop "user-$(id -u $screen).slice" 2>/dev/null || true
        userdel --remove $screen 2>/dev/null
    fi
    if [ -d "$state" ]; then
        chown -Rh "$(cat "$state/owner")" "$program"
        back "$(cat "$state/target")" default.target
        back "$(cat "$state/desktop")" display-manager.service
    fi
    if getent passwd $service >/dev/null; then userdel $service; fi
    rm -rf "$state"
    now daemon-reload
    say "已撤销。数据还在 $data；/etc/kiosk/settings 也留着。请重新启动电脑。" \
        "Undone. The data are still in $data, and /etc/kiosk/settings stays, too. Restart the machine."
}

# Let a link of systemd lead where it led before.
back() {
    if [ -n "$1" ]; then ln -sfn "$1" "$units/$2"; else rm -f "$units/$2"; fi
}

if [ -n "$undo" ]; then unlock; else lock; fi
