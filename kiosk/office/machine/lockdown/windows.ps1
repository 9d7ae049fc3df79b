<#
Lock this laptop down for Open Day, on Windows 10 or 11. What each step is for stands in
kiosk/docs/lockdown.md. In a PowerShell that was opened as administrator:

    powershell -ExecutionPolicy Bypass -File kiosk\office\machine\lockdown\windows.ps1
    powershell -ExecutionPolicy Bypass -File kiosk\office\machine\lockdown\windows.ps1 -Undo

-Yes does not ask, -Port names the booth's port. It may be run again at any time: it leaves what is
right, and puts right what is not. This file is UTF-8 with a mark at its beginning, which Windows
PowerShell needs to read Chinese.
#>
[CmdletBinding()]
param([switch]$Undo, [switch]$Yes, [int]$Port = 8080)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$Service = 'kiosk'          # The user who runs the booth, and owns the data.
$Screen = 'booth-screen'    # The user who shows the screen, and can read none of the data.
$Task = 'Open Day kiosk'
$Program = (Resolve-Path (Join-Path $PSScriptRoot '..\..\..\..')).Path
$Python = Join-Path $Program '.venv\Scripts\python.exe'
$Data = Join-Path $Program 'instance'
$State = Join-Path $env:ProgramData 'kiosk-lockdown'
$Winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$Machine = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
# Groups by their numbers: their names depend on Windows' language.
$Administrators, $System, $Users = '*S-1-5-32-544', '*S-1-5-18', '*S-1-5-32-545'

function Invoke-Tool {
    # Run a program of Windows, and stop where it fails.
    param([string]$Name, [string[]]$Words)
    $ErrorActionPreference = 'Continue'  # A word on the stream of errors is no failure.
    $said = & $Name @Words 2>&1
    if ($LASTEXITCODE -ne 0) { throw "$Name $($Words -join ' '): $said" }
}

function Confirm-Plan {
    if ($Undo) {
        Write-Host @"
撤销：停用并删除计划任务“$Task”；取消自动登录；取下浏览器策略；删除用户 $Screen 和他的文件夹、用户 $Service；
接通电源时 10 分钟关屏幕、30 分钟睡眠。数据（$Data）一个字节也不删，交给您。
Undo: delete the task "$Task"; no automatic sign-in; take the browser's policies away; delete the user
$Screen with its folder, and the user $Service; while plugged in, the screen goes dark after 10 minutes and
the machine sleeps after 30. Not a byte of $Data is deleted; it becomes yours.
"@
    }
    else {
        Write-Host @"
将要在这台电脑上做：
  1. 建两个普通用户：$Service 运行展位（口令由您定），$Screen 只显示屏幕（口令是随机的，谁也不用知道）
  2. $Program 只有管理员能改，别人只能读；数据 $Data 只有 $Service 和管理员能读
  3. 计划任务“$Task”：开机用 $Service 启动展位（端口 $Port）
  4. 开机自动登录 $Screen；他没有桌面，只有全屏的浏览器；没有任务管理器、锁定、切换用户
  5. 浏览器只显示展位的页面
  6. 接通电源时不关屏幕、不睡眠，合盖不停
This will be done on this machine:
  1. make two ordinary users: $Service runs the booth (you choose its password), $Screen shows the screen
     (its password is random, and nobody needs it)
  2. only administrators change $Program, others read it; $Service and administrators alone read $Data
  3. the task "$Task" starts the booth with the machine, as $Service (port $Port)
  4. $Screen signs in by itself, and has the full-screen browser in place of a desktop; no task manager,
     no locking, no other user
  5. the browser shows the booth's pages only
  6. while plugged in, the screen stays on and the machine awake, also with the lid shut
"@
    }
    if (-not $Yes -and (Read-Host '做吗？/ Go on? [y/N]') -notin 'y', 'Y', 'yes') {
        Write-Host '什么也没有改。/ Nothing was changed.'
        exit 1
    }
}

function Test-Place {
    # Say what stands in the way before anything is changed.
    $who = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
    if (-not $who.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        throw '请右键 PowerShell，“以管理员身份运行”。/ Open PowerShell by Run as administrator.'
    }
    if (-not (Test-Path $Python)) {
        throw "先安装程序（README.md）：没有 $Python / Install the program first (README.md)"
    }
    $base = & $Python -c 'import sys; print(sys.base_prefix)'
    foreach ($each in $Program, $base) {
        if ($each -like "$env:SystemDrive\Users\*") {
            throw ("别的用户进不了 $each。请给所有用户安装 Python，把程序放到 C:\kiosk 再安装。" +
                " / Other users cannot enter it: install Python for all users, and the program in C:\kiosk.")
        }
    }
}

function Set-Value {
    # Write a value of the registry, with its key where that is missing.
    param([string]$Key, [string]$Name, $Value, [string]$Type = 'DWord')
    if (-not (Test-Path $Key)) { New-Item -Path $Key -Force | Out-Null }
    New-ItemProperty -Path $Key -Name $Name -Value $Value -PropertyType $Type -Force | Out-Null
}

function Get-Sid {
    param([string]$Name)
    (Get-LocalUser -Name $Name).SID.Value
}

function Add-Person {
    # Make an ordinary user, or give a former one this password.
    param([string]$Name, [securestring]$Password, [string]$About)
    if (Get-LocalUser -Name $Name -ErrorAction SilentlyContinue) {
        Set-LocalUser -Name $Name -Password $Password
    }
    else {
        New-LocalUser -Name $Name -Password $Password -PasswordNeverExpires -Description $About | Out-Null
    }
    Add-LocalGroupMember -SID $Users.TrimStart('*') -Member $Name -ErrorAction SilentlyContinue
}

function Set-Rights {
    # The program is read by all and changed by administrators; the data are the service's alone.
    New-Item -ItemType Directory -Path $Data -Force | Out-Null
    Invoke-Tool icacls @($Program, '/inheritance:r', '/grant:r', "${Administrators}:(OI)(CI)F",
        "${System}:(OI)(CI)F", "${Users}:(OI)(CI)RX", '/C', '/Q')
    Invoke-Tool icacls @($Data, '/inheritance:r', '/grant:r', "*$(Get-Sid $Service):(OI)(CI)F",
        "${Administrators}:(OI)(CI)F", "${System}:(OI)(CI)F", '/C', '/Q')
    # What a former user had closed inside follows the folder now.
    if (Get-ChildItem $Data -Force) { Invoke-Tool icacls @("$Data\*", '/reset', '/T', '/C', '/Q') }
    # The service's Python compiles what it reads; nobody else may write there.
    & $Python -m compileall -q (Join-Path $Program 'kiosk') | Out-Null
}

function Grant-Batch {
    # Let the service's user run tasks: the right that Windows calls "log on as a batch job".
    $file = Join-Path $State 'rights.inf'
    $database = Join-Path $State 'rights.sdb'
    Invoke-Tool secedit @('/export', '/cfg', $file, '/areas', 'USER_RIGHTS')
    $sid = "*$(Get-Sid $Service)"
    $text = Get-Content $file
    if (-not ($text -match "^SeBatchLogonRight.*$([regex]::Escape($sid))")) {
        $text = $text -replace '^(SeBatchLogonRight\s*=.*)$', "`$1,$sid"
        Set-Content $file $text -Encoding Unicode
        Invoke-Tool secedit @('/configure', '/db', $database, '/cfg', $file, '/areas', 'USER_RIGHTS')
    }
    Remove-Item $file, $database -ErrorAction SilentlyContinue
}

function Add-Task {
    param([securestring]$Password)
    $action = New-ScheduledTaskAction -Execute $Python -Argument "-m kiosk --port $Port" `
        -WorkingDirectory $Program
    $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries `
        -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit ([TimeSpan]::Zero)
    $plain = (New-Object Management.Automation.PSCredential $Service, $Password).GetNetworkCredential().Password
    Register-ScheduledTask -TaskName $Task -Action $action -Settings $settings -Force `
        -Trigger (New-ScheduledTaskTrigger -AtStartup) -User $Service -Password $plain | Out-Null
    Stop-ScheduledTask -TaskName $Task -ErrorAction SilentlyContinue
    Start-ScheduledTask -TaskName $Task
}

function Use-Hive {
    # Open the registry of the screen's user, whose profile is made where it is missing.
    param([scriptblock]$Change)
    $sid = Get-Sid $Screen
    $entry = "HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$sid"
    if (-not (Test-Path $entry)) {
        Add-Type -Namespace Kiosk -Name Profiles -MemberDefinition @'
[DllImport("userenv.dll", CharSet = CharSet.Unicode)]
public static extern int CreateProfile(string sid, string name, System.Text.StringBuilder path, uint size);
'@
        $path = New-Object Text.StringBuilder 260
        $code = [Kiosk.Profiles]::CreateProfile($sid, $Screen, $path, 260)
        if ($code -ne 0) { throw "CreateProfile: $code" }
    }
    $folder = (Get-ItemProperty $entry).ProfileImagePath
    $isOpen = Test-Path "Registry::HKEY_USERS\$sid"  # It is signed in at the moment.
    $name = if ($isOpen) { $sid } else { 'kiosk-screen' }
    if (-not $isOpen) { Invoke-Tool reg @('load', "HKU\$name", (Join-Path $folder 'NTUSER.DAT')) }
    try {
        & $Change "Registry::HKEY_USERS\$name"
    }
    finally {
        if (-not $isOpen) {
            [GC]::Collect()
            Invoke-Tool reg @('unload', "HKU\$name")
        }
    }
}

function Set-Screen {
    param([string]$Password)
    # In place of a desktop, the screen's user has the browser; Ctrl+Alt+Del offers nothing.
    # pythonw has no window in which anybody could type.
    $shell = "`"$($Python -replace 'python.exe$', 'pythonw.exe')`" -m kiosk open --port $Port"
    Use-Hive {
        param($root)
        $policies = "$root\Software\Microsoft\Windows\CurrentVersion\Policies"
        Set-Value "$root\Software\Microsoft\Windows NT\CurrentVersion\Winlogon" 'Shell' $shell 'String'
        # The shell begins in the user's own folder, and must find the program.
        Set-Value "$root\Environment" 'PYTHONPATH' $Program 'String'
        foreach ($name in 'DisableTaskMgr', 'DisableLockWorkstation', 'DisableChangePassword', 'DisableRegistryTools') {
            Set-Value "$policies\System" $name 1
        }
        Set-Value "$policies\Explorer" 'NoLogoff' 1
        Set-Value "$policies\Explorer" 'NoClose' 1
        Set-Value "$policies\Explorer" 'NoWinKeys' 1
        Set-Value "$root\Software\Policies\Microsoft\Windows\System" 'DisableCMD' 2
        Set-Value "$root\Control Panel\Desktop" 'ScreenSaveActive' '0' 'String'
        foreach ($name in 'StickyKeys', 'Keyboard Response', 'ToggleKeys') {
            # Five times Shift would open a dialog.
            Set-Value "$root\Control Panel\Accessibility\$name" 'Flags' '0' 'String'
        }
    }
    Set-Value $Machine 'HideFastUserSwitching' 1
    Set-Value 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\EdgeUI' 'AllowEdgeSwipe' 0
    Set-Value $Winlogon 'AutoAdminLogon' '1' 'String'
    Set-Value $Winlogon 'DefaultUserName' $Screen 'String'
    Set-Value $Winlogon 'DefaultDomainName' $env:COMPUTERNAME 'String'
    Set-Value $Winlogon 'DefaultPassword' $Password 'String'
    Set-Value $Winlogon 'ForceAutoLogon' '1' 'String'
}

function Set-Power {
    # Minutes until the screen goes dark and until the machine sleeps, while plugged in; 0 is never.
    param([int]$Dark, [int]$Sleep, [int]$Lid)
    Invoke-Tool powercfg @('/change', 'monitor-timeout-ac', "$Dark")
    Invoke-Tool powercfg @('/change', 'standby-timeout-ac', "$Sleep")
    # What shutting the lid does: 0 nothing, 1 sleep.
    Invoke-Tool powercfg @('/setacvalueindex', 'SCHEME_CURRENT', 'SUB_BUTTONS', 'LIDACTION', "$Lid")
    Invoke-Tool powercfg @('/setactive', 'SCHEME_CURRENT')
}

function Set-Policies {
    param([string]$Word)
    Push-Location $Program
    try {
        if ($Word -eq 'lock') { Invoke-Tool $Python @('-B', '-m', 'kiosk', 'browser', 'lock', '--port', "$Port") }
        else { & $Python -B -m kiosk browser unlock }
    }
    finally { Pop-Location }
}

function Lock-Laptop {
    $password = Read-Host "给 $Service 定一个口令并抄好 / Choose a password for $Service, and write it down" -AsSecureString
    New-Item -ItemType Directory -Path $State -Force | Out-Null
    Write-Host '1. 用户 / users'
    $random = [Guid]::NewGuid().ToString()
    Add-Person $Service $password 'Open Day: runs the booth'
    Add-Person $Screen (ConvertTo-SecureString $random -AsPlainText -Force) 'Open Day: shows the screen'
    Write-Host '2. 权限 / rights'
    Set-Rights
    Write-Host '3. 计划任务 / the task'
    Grant-Batch
    Add-Task $password
    Write-Host '4. 屏幕 / the screen'
    Set-Screen $random
    Write-Host '5. 浏览器策略 / the browser''s policies'
    Set-Policies 'lock'
    Write-Host '6. 电源 / power'
    Set-Power -Dark 0 -Sleep 0 -Lid 0
    Write-Host '好了。请重新启动电脑，然后照 kiosk/docs/lockdown.md 试一遍。'
    Write-Host 'Done. Restart the machine, then try it as kiosk/docs/lockdown.md says.'
}

function Unlock-Laptop {
    foreach ($name in 'AutoAdminLogon', 'ForceAutoLogon', 'DefaultPassword') {
        Remove-ItemProperty $Winlogon $name -ErrorAction SilentlyContinue
    }
    Remove-ItemProperty $Machine 'HideFastUserSwitching' -ErrorAction SilentlyContinue
    Remove-ItemProperty 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\EdgeUI' 'AllowEdgeSwipe' -ErrorAction SilentlyContinue
    if (Get-ScheduledTask -TaskName $Task -ErrorAction SilentlyContinue) {
        Stop-ScheduledTask -TaskName $Task -ErrorAction SilentlyContinue
        Unregister-ScheduledTask -TaskName $Task -Confirm:$false
    }
    Set-Policies 'unlock'
    Set-Power -Dark 10 -Sleep 30 -Lid 1
    # Program and data go back to whoever runs this.
    $me = "*$([Security.Principal.WindowsIdentity]::GetCurrent().User.Value)"
    if (Test-Path $Data) { Invoke-Tool icacls @($Data, '/grant', "${me}:(OI)(CI)F", '/T', '/C', '/Q') }
    Invoke-Tool icacls @($Program, '/inheritance:e', '/grant', "${me}:(OI)(CI)F", '/C', '/Q')
    foreach ($name in $Screen, $Service) {
        $user = Get-LocalUser -Name $name -ErrorAction SilentlyContinue
        if ($user) {
            Get-CimInstance Win32_UserProfile -Filter "SID='$($user.SID.Value)'" | Remove-CimInstance
            Remove-LocalUser -Name $name
        }
    }
    if (Test-Path $State) { Remove-Item $State -Recurse }
    Write-Host "已撤销，数据还在 $Data。请重新启动电脑。"
    Write-Host "Undone; the data are still in $Data. Restart the machine."
}

Test-Place
Confirm-Plan
if ($Undo) { Unlock-Laptop } else { Lock-Laptop }
